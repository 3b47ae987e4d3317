"""Which fields of a lead a pool may hide from its members until one of them has claimed it."""

MASKABLE = (
    "salutation",
    "first_name",
    "middle_name",
    "last_name",
    "subject",
    "company",
    "company_typed",
    "title",
    "tin",
    "email",
    "phone",
    "mobile",
    "website",
    "linkedin",
    "wechat",
    "social_other",
    "street",
    "postal_code",
    "city",
    "annual_revenue",
    "employees",
    "budget",
    "source_detail",
    "external_id",
    "description",
    "notes",
)

_COMPANY = ("account",)
_PERSON = ("contact",)

# What would tell a hidden field: it is hidden with it.
FOLLOWS = {
    "first_name": _PERSON,
    "last_name": _PERSON,
    "email": _PERSON,
    "phone": ("phone_e164", *_PERSON),
    "mobile": ("mobile_e164", *_PERSON),
    "company": ("company_key", *_COMPANY),
    "company_typed": _COMPANY,
    "website": _COMPANY,
    "tin": _COMPANY,
    "title": ("seniority",),
}
