from .lead import LeadForm
from .verbs import VERB_FORMS, VerbForm, form_of

__all__ = ["VERB_FORMS", "LeadForm", "VerbForm", "form_of"]
