from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.prepared import prepared


class Department(models.Model):
    """A node of the department tree. Its head sees what its people own."""

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent department")
    )
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="heads",
        verbose_name=_("head"),
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("name",)

    def __str__(self):
        return self.name

    def clean(self):
        if self.pk and self.parent_id in Department.below([self.pk]):
            raise ValidationError({"parent": _("A department cannot stand below itself.")})

    @classmethod
    def tree(cls) -> list[tuple[int, int]]:
        """Every department with its depth, each right below its parent. One query."""
        children: dict[int | None, list[int]] = {}
        for pk, parent in cls.objects.order_by("name", "pk").values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(pk)
        found, waiting = [], [(pk, 0) for pk in reversed(children.get(None, []))]
        while waiting:
            pk, depth = waiting.pop()
            found.append((pk, depth))
            waiting += [(child, depth + 1) for child in reversed(children.get(pk, []))]
        return found

    @classmethod
    def below(cls, pks) -> set[int]:
        """These departments and all under them. One query: the tree is small."""
        return cls._closure(pks, cls.objects.values_list("pk", "parent_id"))

    @classmethod
    def headed_by(cls, user) -> tuple[set[int], set[int]]:
        """The departments this person heads; and the same with all under them. One query."""
        tree = _tree_with_heads()
        headed = {pk for pk, _, head in tree if head == user.pk}
        return headed, cls._closure(headed, [row[:2] for row in tree])

    @staticmethod
    def _closure(pks, tree) -> set[int]:
        children: dict[int, list[int]] = {}
        for pk, parent in tree:
            children.setdefault(parent, []).append(pk)
        found, waiting = set(), list(pks)
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting.extend(children.get(pk, ()))
        return found


@prepared
def _tree_with_heads():
    return Department.objects.order_by().values_list("pk", "parent_id", "head_id")
