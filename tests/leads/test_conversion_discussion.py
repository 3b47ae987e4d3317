"""What was said and filed about a lead goes along when it is converted, and comes back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hotcrm.activities.models import Attachment, AttachmentLink, Comment, CommentLink
from hotcrm.activities.uploads import stored
from hotcrm.records.refusals import Refused
from hotcrm.sales.models import Account
from leads.models import Conversion, ConversionPlan
from tests.factories import make_lead


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lead(cast, pool):
    return make_lead(owner=cast.alice, pool=pool)


def put(record, name, *, by):
    with stored([SimpleUploadedFile(name, name.encode())]) as uploads:
        return record.attach(by=by, files=uploads)[0]


def names_at(record):
    return sorted(Attachment.objects.about(record).values_list("name", flat=True))


def said_at(record):
    return list(Comment.objects.about(record).values_list("text", flat=True))


def with_deal():
    return ConversionPlan(opportunity_values={})


def test_files_go_to_account_and_opportunity_and_comments_to_the_account(cast, lead):
    file, comment = put(lead, "plan.txt", by=cast.alice), lead.comment(by=cast.alice, body="Said")
    conversion = lead.convert(by=cast.alice, into=with_deal())
    account, deal = conversion.account, conversion.opportunity
    assert [names_at(one) for one in (lead, account, deal, conversion.contact)] == [["plan.txt"]] * 3 + [[]]
    assert [said_at(one) for one in (lead, account, deal)] == [["Said"], ["Said"], []]
    assert (Attachment.objects.count(), Comment.objects.count()) == (1, 1)
    moved = Conversion.objects.get().moved
    assert (moved["files"], moved["comments"]) == ([file.pk], [comment.pk])


def test_they_stay_where_they_are_when_nothing_is_carried(cast, lead):
    put(lead, "plan.txt", by=cast.alice)
    lead.comment(by=cast.alice, body="Said")
    conversion = lead.convert(by=cast.alice, into=ConversionPlan(carry_activities=False))
    assert (names_at(conversion.account), said_at(conversion.account)) == ([], [])


def test_they_are_read_and_fetched_at_the_account(cast, client, lead):
    file = put(lead, "plan.txt", by=cast.alice)
    lead.comment(by=cast.alice, body="Said of the lead")
    account = lead.convert(by=cast.alice).account
    account.change_owner(by=cast.alice, to=cast.mallory)
    client.force_login(cast.mallory)
    page = client.get(account.get_absolute_url())
    answer = client.get(f"/files/{file.pk}/")
    assert ("Said of the lead" in page.text, page.context["files"].count, answer.status_code) == (True, 1, 200)
    answer.close()


def test_undo_takes_them_back(cast, lead):
    put(lead, "plan.txt", by=cast.alice)
    lead.comment(by=cast.alice, body="Said")
    lead.convert(by=cast.alice, into=with_deal())
    lead.undo_conversion(by=cast.admin)
    assert (names_at(lead), said_at(lead)) == (["plan.txt"], ["Said"])
    assert (AttachmentLink.objects.count(), CommentLink.objects.count(), Account.objects.count()) == (1, 1, 0)


def test_undo_leaves_what_an_account_had_before(cast, lead):
    account = Account.add({"name": "Acme"}, by=cast.alice)
    put(account, "contract.txt", by=cast.alice)
    put(lead, "plan.txt", by=cast.alice)
    lead.convert(by=cast.alice, into=ConversionPlan(account=account))
    assert names_at(account) == ["contract.txt", "plan.txt"]
    lead.undo_conversion(by=cast.admin)
    assert (names_at(account), names_at(lead)) == (["contract.txt"], ["plan.txt"])


@pytest.mark.parametrize("new", ["comment", "file"])
def test_undo_is_refused_when_the_account_was_discussed_since(cast, lead, new):
    put(lead, "plan.txt", by=cast.alice)
    account = lead.convert(by=cast.alice).account
    if new == "comment":
        account.comment(by=cast.alice, body="New")
    else:
        put(account, "new.txt", by=cast.alice)
    with pytest.raises(Refused, match="new comments or files"):
        lead.undo_conversion(by=cast.admin)


def test_a_file_taken_off_the_lead_meanwhile_is_not_lost_by_undo(cast, lead):
    put(lead, "plan.txt", by=cast.alice)
    lead.convert(by=cast.alice)
    AttachmentLink.objects.about(lead).get().remove(by=cast.alice)
    lead.undo_conversion(by=cast.admin)
    assert names_at(lead) == ["plan.txt"]


def test_a_file_deleted_meanwhile_stays_deleted(cast, lead):
    put(lead, "plan.txt", by=cast.alice)
    lead.convert(by=cast.alice)
    for link in AttachmentLink.objects.all():
        link.remove(by=cast.alice)
    lead.undo_conversion(by=cast.admin)
    assert Attachment.objects.count() == 0


def test_converted_again_after_undo_they_go_along_again(cast, lead):
    put(lead, "plan.txt", by=cast.alice)
    lead.comment(by=cast.alice, body="Said")
    lead.convert(by=cast.alice)
    lead.undo_conversion(by=cast.admin)
    account = lead.convert(by=cast.alice).account
    assert (names_at(account), said_at(account)) == (["plan.txt"], ["Said"])
