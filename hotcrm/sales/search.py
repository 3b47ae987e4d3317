"""How accounts, contacts and opportunities are found by what somebody types: the beginning of a name, of an e-mail
address, or the last digits of a phone number."""

from django.db.models import Q

from hotcrm.records.folding import fold

from .models import Account, Contact, Opportunity
from .models.keys import phone_key

LEAST_DIGITS = 4
NAMED = {Account: ("name_key",), Contact: ("name_key", "given_key"), Opportunity: ("name_key", "account__name_key")}
PHONED = {Account: ("phone_key",), Contact: ("phone_key", "mobile_key"), Opportunity: ()}


def found_by(model, text: str) -> Q:
    key, digits = fold(text), phone_key(text).rstrip("0")
    wanted = Q(*((f"{name}__startswith", key) for name in NAMED[model]), _connector=Q.OR)
    if len(digits) >= LEAST_DIGITS:
        for name in PHONED[model]:
            wanted |= Q(**{f"{name}__startswith": digits})
    if model is Contact:
        wanted |= Q(email__startswith=key)
        if " " in key:  # first name first, as people say it
            given, _space, rest = key.partition(" ")
            wanted |= Q(given_key=given, name_key__startswith=rest)
    if model is Account and text.strip().isdigit():
        wanted |= Q(tin=text.strip())
    return wanted
