"""“Why can I see this?”: a small page, or a dialog, for any record."""

from hotcrm.records.visibility import reasons

from .told import ToldOfRecord


class WhyVisible(ToldOfRecord):
    """One query beside those of the record and of the person's reach."""

    template_name = "pages/why.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, reasons=reasons(self.request.user, self.object))
