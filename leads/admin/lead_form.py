from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from hotcrm.records.admin import VersionedForm
from hotcrm.records.refusals import Invalid


class LeadAdminForm(VersionedForm):
    """Asks the rules of the verb before it acts, so that what they refuse stands at its field."""

    user = None  # who is typing; the page sets it

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        changes = self.changes
        asked = changes if self.instance.pk else cleaned
        try:
            self.instance.check_changes(changes, by=self.user, asked=set(asked or ()))
        except Invalid as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.add_error(name if name in self.fields and name != NON_FIELD_ERRORS else None, messages)
        return cleaned
