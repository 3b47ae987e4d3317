"""A comment is edited or deleted, and a colleague's name is offered while one types it."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views import View

from hotcrm.activities.forms import CommentForm
from hotcrm.activities.mentions import hint, suggested
from hotcrm.activities.models import Comment
from hotcrm.pages.actions import done, into, refused, way_back
from hotcrm.records.refusals import Invalid, NotAllowed, Refused

from .records import RecordView, refusal_of, seen_places


class CommentView(LoginRequiredMixin, View):
    """A comment is not found where one sees none of the records it stands at."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.comment = get_object_or_404(Comment.objects.select_related("by"), pk=kwargs["pk"])
        places = seen_places(self.comment.links.select_related("type").order_by("pk"), request.user)
        if not places:
            raise Http404
        self.records = [record for _link, record in places]
        return super().dispatch(request, *args, **kwargs)

    @property
    def back(self):
        return way_back(self.request, self.records[0].get_absolute_url())


class CommentEdit(CommentView):
    def get(self, request, pk):
        if refusal := self.refusal:
            return refused(request, refusal, self.back)
        return self.show(CommentForm(initial={"body": self.comment.text}, auto_id="comment_%s"))

    def post(self, request, pk):
        if refusal := self.refusal:
            return refused(request, refusal, self.back)
        form = CommentForm(request.POST, auto_id="comment_%s")
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            self.comment.edit(by=request.user, text=form.cleaned_data["body"], record=self.record)
        except Invalid as error:
            form.add_error("body", str(error))
            return self.show(form, status=422)
        except Refused as refusal:
            return refused(request, refusal, self.back)
        return done(request, self.back, f"{_t('The comment was edited.')} {hint(self.comment.not_told)}".strip())

    @property
    def refusal(self):
        """Its author edits it, as long as they may still say something at one of its records."""
        if self.comment.by != self.request.user:
            return NotAllowed()
        refusals = {record: refusal_of(record, self.request.user, "comment") for record in self.records}
        self.record = next((record for record, refusal in refusals.items() if refusal is None), None)
        return None if self.record else refusals[self.records[0]]

    def show(self, form, status=200):
        context = {
            "form": form,
            "record": self.record,
            "verb": {"label": _t("Edit the comment"), "danger": False},
            "url": reverse("comment_edit", args=[self.comment.pk]),
            "next": self.back,
        }
        template = "pages/_verb_form.html" if self.request.htmx else "pages/verb.html"
        response = render(self.request, template, context, status=status)
        if self.request.htmx and status == 422 and not self.request.headers.get("HX-Dialog"):
            return into(response, "#dialog-body")
        return response


class CommentDelete(CommentView):
    http_method_names = ["post"]

    def post(self, request, pk):
        try:
            gone = self.comment.remove(by=request.user)
        except Refused as refusal:
            return refused(request, refusal, self.back)
        return done(request, self.back, _t("The comment was deleted.") if gone else "")


class MentionSuggest(RecordView):
    """JSON: whom one may name at this record, and who sees it."""

    http_method_names = ["get"]

    def get(self, request, kind, pk):
        people = suggested(self.record, request.user, request.GET.get("q", "")[:60])
        return JsonResponse({"people": [{"username": p.username, "name": str(p)} for p in people]})
