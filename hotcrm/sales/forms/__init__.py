from .records import FORMS, SalesForm
from .verbs import VERB_FORMS, VerbForm, form_of

__all__ = ["FORMS", "VERB_FORMS", "SalesForm", "VerbForm", "form_of"]
