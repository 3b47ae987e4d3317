"""What may stand in `Campaign.variants`: said once, for the page, the API and the verb behind both."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t

from .arms import HOLDOUT

MOST = 10
LARGEST_SHARE = 1000
LONGEST_NAME = 80
CODE = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?")


def clean_variants(value: Any) -> list[dict]:
    """The variants as they are kept: code, name and share of each. Raises `ValidationError` with all complaints."""
    if not isinstance(value, list) or not all(isinstance(variant, dict) for variant in value):
        raise ValidationError(_t("Variants are a list, each with a code, a name and a share."))
    if len(value) > MOST:
        raise ValidationError(_t("At most %(most)s variants can be compared.") % {"most": MOST})
    codes = [variant.get("code") for variant in value]
    errors = [said for variant in value for said in _complaints(variant)]
    if len({str(code) for code in codes}) < len(codes):
        errors.append(_t("Each variant needs a code of its own."))
    if errors:
        raise ValidationError(list(dict.fromkeys(errors)))
    return [_kept(variant) for variant in value]


def _kept(variant: dict) -> dict:
    name = variant.get("name", "").strip()
    return {"code": variant["code"], "name": name or variant["code"], "share": variant.get("share", 1)}


def _complaints(variant: dict):
    code, name, share = variant.get("code"), variant.get("name", ""), variant.get("share", 1)
    if not isinstance(code, str) or not CODE.fullmatch(code):
        yield _t("A code is made of small letters, digits, hyphens and underscores, 40 at most.")
    elif code == HOLDOUT:
        yield _t("The code %(code)s stands for those who are held out.") % {"code": HOLDOUT}
    if not isinstance(name, str) or len(name) > LONGEST_NAME or "\x00" in name:
        yield _t("A name has %(most)s letters at most.") % {"most": LONGEST_NAME}
    if type(share) is not int or not 0 < share <= LARGEST_SHARE:
        yield _t("A share is a whole number from 1 to %(most)s.") % {"most": LARGEST_SHARE}
