"""What the asker was told: the inbox of the product."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from hotcrm.pages.keyset import Order
from hotcrm.records.models import Notice
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.notice_words import worded
from hotcrm.records.refusals import NotFound

from .listing import Walk, bad
from .operations import PAGING, page_of, query
from .outputs import Output
from .views import Address, Operation

NEWEST = Order("created_at", descending=True)
UNREAD = {"yes": True, "no": False}


class NoticeOutput(Output):
    """In words, in your language, of what you may see at the moment you ask."""

    subject = serializers.CharField(source="words.subject", read_only=True)
    lines = serializers.ListField(source="words.lines", child=serializers.CharField(), read_only=True)
    about = serializers.SerializerMethodField(
        help_text=_("Kind and key of the record, such as lead:5; null when there are several or you do not see it.")
    )
    count = serializers.IntegerField(read_only=True, help_text=_("How many records it speaks of."))

    class Meta:
        model = Notice
        fields = ("id", "kind", "subject", "lines", "about", "count", "created_at", "read_at")

    def get_about(self, notice) -> str | None:
        if notice.words.record is None:
            return None
        return f"{ContentType.objects.get_for_id(notice.type_id).model}:{notice.object_id}"


class NoticesReadOutput(serializers.Serializer):
    read = serializers.IntegerField(read_only=True, help_text=_("How many of them were unread."))


class NoticeList(Address):
    tag = "notices"
    operations = {
        "get": Operation(
            "notice_list",
            _("List your notices"),
            _("Newest first."),
            answer=page_of(NoticeOutput),
            parameters=(
                query("unread", _("Only what is unread, or only what is not."), enum=[*UNREAD]),
                query("kind", enum=NoticeKind.values),
                *PAGING,
            ),
            refusals=(400,),
        )
    }

    def get(self, request):
        rows, params = Notice.objects.inbox_of(request.user).select_related("by"), request.query_params
        if (unread := params.get("unread")) is not None:
            if unread not in UNREAD:
                raise bad("unread")
            rows = rows.filter(read_at__isnull=UNREAD[unread])
        if (kind := params.get("kind")) is not None:
            if kind not in NoticeKind:
                raise bad("kind")
            rows = rows.filter(kind=kind)
        walk = Walk(rows, NEWEST, request, parameters=("unread", "kind"))
        return walk.response(lambda page: NoticeOutput(worded(page, request.user), many=True).data)


class NoticeMark(Address):
    tag = "notices"
    is_read = True

    def operation(self, method):
        name, words = ("read", _("Mark as read")) if self.is_read else ("unread", _("Mark as unread"))
        return Operation(f"notice_{name}", words, answer=NoticeOutput, refusals=(404,), is_repeatable=True)

    def post(self, request, pk):
        mine = Notice.objects.inbox_of(request.user).filter(pk=pk)
        mine.mark_read() if self.is_read else mine.update(read_at=None)
        if (notice := mine.select_related("by").first()) is None:
            raise NotFound
        [notice] = worded([notice], request.user)
        return Response(NoticeOutput(notice).data)


class NoticesRead(Address):
    tag = "notices"
    operations = {
        "post": Operation("notice_read_all", _("Mark all as read"), answer=NoticesReadOutput, is_repeatable=True)
    }

    def post(self, request):
        return Response({"read": Notice.objects.inbox_of(request.user).mark_read()})
