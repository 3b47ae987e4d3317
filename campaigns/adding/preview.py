"""Who of many would become members, and why not the others: asked of the verb's own rules before anything is done."""

from collections import Counter

from campaigns.models import Campaign
from hotcrm.pages.runs.preview import Preview
from hotcrm.records.refusals import Refused
from hotcrm.sales.models.enrolling import Admission

CAP = 5_000  # people looked at; of more it says so
AT_ONCE = 1_000
READ = {"lead": ("status", "email", "email_opt_out"), "contact": ("email", "email_opt_out")}


def preview_of(parts, campaign: Campaign, by) -> Preview:
    """`parts` are querysets of leads and of contacts, as far as `by` sees them."""
    reasons: Counter = Counter()
    selected = possible = 0
    is_capped = False
    for rows in parts:
        model = rows.model
        keys = list(rows.order_by().values_list("pk", flat=True)[: CAP + 1])
        is_capped |= len(keys) > CAP
        for start in range(0, min(len(keys), CAP), AT_ONCE):
            some = model._base_manager.filter(pk__in=keys[start : start + AT_ONCE][: CAP - start])
            people = list(some.only(*READ[model._meta.model_name]))
            refusals = list(refusals_of(people, campaign, by))
            selected, possible = selected + len(people), possible + len(people) - len(refusals)
            reasons.update(refusals)
    return Preview(selected, possible, reasons.most_common(), is_capped)


def refusals_of(people, campaign, by):
    """The sentence for each of those who would be refused."""
    if not people:
        return
    admission = Admission(people, by, campaign=campaign)
    for one in people:
        try:
            if refusal := type(one).enrol.when.refusal_of(one):
                raise refusal
            admission.check(one)
        except Refused as refusal:
            yield str(refusal.message)
