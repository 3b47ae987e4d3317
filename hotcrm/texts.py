"""What people read, for signatures: a text, or the promise of one in the language of whoever reads it."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text
else:
    Text = str | Promise

__all__ = ["Text"]
