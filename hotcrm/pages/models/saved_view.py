from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q, Value
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

FIELDS = ("pk", "owner_id", "name", "base", "query", "is_shared")
NAMES = ("first_name", "last_name", "username")


class SavedViewQuerySet(models.QuerySet):
    def of(self, model):
        return self.filter(kind=model._meta.label_lower)

    def usable_by(self, user):
        """One's own, and those that colleagues share; partners and the house do not share with each other."""
        shared = Q(is_shared=True, owner__partner_company=user.partner_company_id)
        return self.filter(Q(owner=user) | shared)


class SavedView(models.Model):
    """A list as somebody likes it: the view it began from, filters, columns and order. It shows nobody more rows."""

    kind = models.CharField(max_length=60)  # the label of the model it lists
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    base = models.SlugField(max_length=40)
    query = models.TextField(blank=True, max_length=4_000)
    is_shared = models.BooleanField(_("shared with colleagues"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "name"],
                name="saved_view_named_once",
                violation_error_message=_("You have a view of this name already."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def slug(self) -> str:
        return f"v{self.pk}"

    @property
    def params(self) -> QueryDict:
        return QueryDict(self.query)


class DefaultView(models.Model):
    """The view a list opens with, for one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    slug = models.SlugField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="default_view_once")]

    def __str__(self):
        return self.slug


def views_and_default(model, user) -> tuple[list[SavedView], str]:
    """The views of a list this person may open, and the name of the one it opens with, if any. One query."""
    kind = model._meta.label_lower
    owner = [f"owner__{name}" for name in NAMES]
    saved = SavedView.objects.filter(kind=kind).usable_by(user).values_list(*FIELDS, *owner)
    fields: tuple[models.Field, ...] = (models.TextField(), models.TextField(), models.BooleanField())
    nothing = [Value(None, output_field=field) for field in fields]
    default = DefaultView.objects.filter(user=user, kind=kind).values_list(
        Value(0), "user_id", "slug", *nothing, *(Value("") for _ in NAMES)
    )
    rows = list(saved.order_by().union(default.order_by(), all=True))
    person = get_user_model()
    views = [
        SavedView(
            **{name: value for name, value in zip(FIELDS, row, strict=False) if name != "owner_id"},
            kind=kind,
            owner=person(pk=row[1], **dict(zip(NAMES, row[len(FIELDS) :], strict=True))),
        )
        for row in rows
        if row[0]
    ]
    return sorted(views, key=lambda view: view.name.casefold()), next((row[2] for row in rows if not row[0]), "")
