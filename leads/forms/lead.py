from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from hotcrm.pages.fields import BY_KEY, DayField, MomentField, MoneyField, TagsField
from hotcrm.pages.record_form import RecordForm
from hotcrm.records.models import Industry, LeadSource, Policy
from hotcrm.sales.models import Account, AgreementStatus, Contact, PartnershipAgreement, Product, SalesDirection
from leads.models import Lead, Status
from leads.models.editing import AFTER_CONVERSION
from leads.models.references import NAMES as PERSON
from leads.models.requirements import required_by

from .sections import EVERY_FIELD, QUICK, SECTIONS

PICKLISTS = {"industry": Industry, "lead_source": LeadSource, "direction": SalesDirection, "product": Product}
NAMES = {
    "account": ("name",),
    "contact": ("last_name", "first_name", "email"),
    "partner_contact": ("last_name", "first_name", "email"),
    "campaign": ("name", "code"),
    "agreement": ("name",),
}
# What narrows the suggestions for a field: what stands in these, on the page or in the lead.
SUGGESTED_WITH = {
    "agreement": ("direction", "product"),
    "contact": ("account",),
    "partner_contact": ("agreement",),
}
STARS = [(0, _("Not rated")), *((n, "★" * n) for n in range(1, 6))]


class LeadForm(RecordForm):
    sections, picklists, names = SECTIONS, PICKLISTS, NAMES

    class Meta:
        model = Lead
        fields = EVERY_FIELD
        field_classes = {
            "annual_revenue": MoneyField,
            "budget": MoneyField,
            "tags": TagsField,
            "next_follow_up_on": DayField,
            "consent_at": MomentField,
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "notes": forms.Textarea(attrs={"rows": 3}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "mobile": forms.TextInput(attrs={"type": "tel"}),
            "website": forms.TextInput(attrs={"inputmode": "url"}),
            "rating": forms.Select(choices=STARS),
        }

    def prepare(self):
        self.fields = {name: field for name, field in self.fields.items() if name not in self.instance.hidden_here}
        if self.instance.status == Status.CONVERTED and not self.is_bound:  # what is sent all the same is refused
            kept = AFTER_CONVERSION | {"version"}
            self.fields = {name: field for name, field in self.fields.items() if name in kept}
        if self.user.is_partner and "agreement" in self.fields:
            self._ask_for_agreement()
        if "rating" in self.fields:
            self.fields["rating"].required = False
        if "tags" in self.fields:
            self.fields["tags"].help_text = _("Parted by commas.")
        self._say_what_is_required()
        self._quicken()

    def _say_what_is_required(self):
        """The verb asks for it, and knows what follows from other fields; here it is only said beforehand."""
        for one in required_by(Policy.current()):
            if one.field in self.fields:
                self.fields[one.field].help_text = one.words

    def _quicken(self):
        """What follows from other fields is fetched while typing. Without scripts the verb decides and says why."""
        fields = self.fields
        if "product" in fields:
            fields["product"].choices = [("", "–"), *by_direction(fields["product"].queryset)]
            if "direction" in fields:
                fields["direction"].widget.attrs |= {
                    "hx-get": reverse("lead_products"),
                    "hx-target": "#id_product",
                    "hx-swap": "innerHTML",
                    "hx-include": "#id_product",
                }
        if "tin" in fields:
            fields["tin"].help_text = fields["tin"].help_text or _("9, 10 or 12 digits.")
            fields["tin"].widget.attrs |= {
                "hx-get": reverse("lead_known_company"),
                "hx-target": "#id_tin_helptext",
                "hx-swap": "innerHTML",
                "hx-trigger": "input changed delay:300ms",
            }
        for name, others in SUGGESTED_WITH.items():
            if name in fields:
                fields[name].widget.attrs |= {"data-suggest-with": " ".join(others)} | {
                    f"data-suggest-{other}": getattr(self.instance, f"{other}_id") or "" for other in others
                }

    def _ask_for_agreement(self):
        """Partners work on the leads of their own agreements; where there is one only, it is filled in."""
        field = self.fields["agreement"]
        field.required = True
        if not self.instance.pk and len(mine := field.queryset[:2]) == 1:
            self.initial["agreement"] = mine[0]

    def fields_of(self, section):
        return QUICK[section] if section in QUICK else super().fields_of(section)

    def records_for(self, name, keeping):
        return records_for(name, self.user, keeping=keeping)

    def clean_rating(self):
        return self.cleaned_data["rating"] or 0

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()

    def clean(self):
        super().clean()
        product, direction = self.cleaned_data.get("product"), self.cleaned_data.get("direction")
        if product and direction and product.direction_id != direction.pk:
            self.add_error(
                "product", _t("%(product)s does not belong to this sales direction.") % {"product": product}
            )
        account, contact = self.cleaned_data.get("account"), self.cleaned_data.get("contact")
        if account and contact and contact.account_id not in (None, account.pk):
            self.add_error("contact", _t("%(contact)s belongs to another account.") % {"contact": contact})
        self._take_names(account or (contact and contact.account), contact)

    def _take_names(self, account, contact):
        """What the verb takes over from those who are known already counts as said."""
        data = self.cleaned_data
        if account and not data.get("company") and "company" in self.fields:
            data["company"] = account.name
        if contact and not any(data.get(name) for name in PERSON) and self.fields.keys() >= set(PERSON):
            data |= {name: getattr(contact, name) for name in PERSON}


def records_for(name, user, *, keeping=None):
    """What this person may choose for a field: what they see, and what stands there already."""
    if name == "agreement":
        return PartnershipAgreement.objects.filter(_agreements_of(user) | Q(pk=keeping))
    model = {"account": Account, "contact": Contact, "partner_contact": Contact, "campaign": Campaign}[name]
    return model.objects.filter(Q(pk__in=model.objects.visible_to(user).values("pk")) | Q(pk=keeping))


def narrowed(name, records, given):
    """The records of a field that fit what stands in others (text by field name); nonsense narrows nothing."""
    keys = {other: given.get(other, "")[:250].replace("\x00", "") for other in SUGGESTED_WITH.get(name, ())}
    if name == "agreement":
        return records.covering(direction=keys["direction"] or None, product=keys["product"] or None)
    if name == "contact" and (account := key_in(keys["account"])):
        return records.filter(account=account)
    if name == "partner_contact" and (agreement := key_in(keys["agreement"])):
        partner = PartnershipAgreement.objects.filter(pk=agreement, account__isnull=False)
        return records.filter(account__in=partner.values("account")) if partner.exists() else records
    return records


def key_in(text) -> int | None:
    """The key of a record: by itself, or at the end of a suggestion."""
    found = BY_KEY.search(text if "#" in text else f"#{text}")
    return int(found[1]) if found else None


def by_direction(products) -> list:
    """Products as the groups of a list, under their directions."""
    groups: dict = {}
    for product in products.select_related("direction"):
        groups.setdefault(str(product.direction), []).append((product.pk, str(product)))
    return list(groups.items())


def _agreements_of(user) -> Q:
    valid = Q(status=AgreementStatus.VALID)
    return valid & Q(partner=user.partner_company_id) if user.is_partner else valid
