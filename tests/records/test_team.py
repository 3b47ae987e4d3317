"""The team of a record: who adds, changes and removes, who may be added, what is told."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from hotcrm.people.models import User
from hotcrm.records.mailing import send_due
from hotcrm.records.models import Access, Event, Notice, TeamMember
from hotcrm.records.refusals import Invalid, NotAllowed, NotFound, Refused
from hotcrm.sales.models import Account, Contact, Opportunity
from leads.models import Lead, Status
from pools.models import Pool
from tests.factories import make_lead
from tests.records.reading import as_read

pytestmark = pytest.mark.django_db
KINDS = ("lead", "account", "contact", "opportunity")
PEOPLE = ("alice", "bob", "carol", "dave", "mallory", "mia", "pat", "auditor", "admin")


@pytest.fixture
def records(cast):
    """One of each kind, all of Alice's; the lead is in Carol's pool."""
    account = Account.add({"name": "Globex"}, by=cast.alice)
    return SimpleNamespace(
        lead=make_lead(owner=cast.alice, pool=Pool.default(), status=Status.WORKING),
        account=account,
        contact=Contact.add({"last_name": "Scorpio", "account": account}, by=cast.alice),
        opportunity=Opportunity.add({"name": "Hammocks", "account": account}, by=cast.alice),
    )


@pytest.fixture(params=KINDS)
def record(request, records):
    return getattr(records, request.param)


def fresh(person):
    return User.objects.get(pk=person.pk)


def team_of(record):
    places = TeamMember.objects.filter(object_id=record.pk, type__model=record._meta.model_name)
    return {place.user.username: place.access for place in places}


def url_of(record, verb):
    return reverse(f"{record._meta.model_name}_verb", args=[record.pk, verb])


def added_by(record, person, whom):
    try:
        record.add_to_team(by=fresh(person), person=whom, access=Access.READ)
    except (NotAllowed, NotFound) as refusal:
        return refusal.code
    TeamMember.objects.all().delete()
    return "added"


def test_the_owner_and_those_above_keep_the_team_and_of_leads_the_pool_administrator(cast, record):
    found = {name: added_by(record, getattr(cast, name), cast.bob) for name in PEOPLE}
    of_pool = {"carol": "added" if isinstance(record, Lead) else "not_found"}
    reads = dict.fromkeys(("mia", "auditor"), "not_allowed")
    keeps = dict.fromkeys(("alice", "dave", "admin"), "added")
    assert found == {**dict.fromkeys(("bob", "mallory", "pat"), "not_found"), **reads, **keeps, **of_pool}


def test_whoever_is_on_the_team_does_not_keep_it(cast, record):
    record.add_to_team(by=cast.alice, person=cast.bob, access=Access.WRITE)
    with pytest.raises(NotAllowed):
        record.add_to_team(by=fresh(cast.bob), person=cast.mallory, access=Access.WRITE)
    with pytest.raises(NotAllowed):
        record.remove_from_team(by=fresh(cast.bob), person=cast.bob)


def test_a_member_sees_it_and_with_read_and_write_edits_it(cast, record):
    model = type(record)
    record.add_to_team(by=cast.alice, person=cast.bob, access=Access.READ)
    assert list(model.objects.visible_to(fresh(cast.bob)).filter(pk=record.pk)) == [record]
    assert not model.objects.editable_by(fresh(cast.bob)).filter(pk=record.pk).exists()
    record.change_access(by=cast.alice, person=cast.bob, access=Access.WRITE)
    assert model.objects.editable_by(fresh(cast.bob)).filter(pk=record.pk).exists()
    record.remove_from_team(by=cast.alice, person=cast.bob)
    assert not model.objects.visible_to(fresh(cast.bob)).filter(pk=record.pk).exists()


def test_each_step_is_told_in_an_event_and_touches_nothing_else(cast, record):
    version = record.version
    record.add_to_team(by=cast.alice, person=cast.bob, access=Access.READ)
    record.change_access(by=cast.dave, person=cast.bob, access=Access.WRITE)
    record.remove_from_team(by=cast.alice, person=cast.bob)
    events = list(Event.objects.about(record).order_by("pk"))[-3:]
    bob = cast.bob.pk
    assert [(event.verb, event.by, event.data) for event in events] == [
        ("add_to_team", cast.alice, {"person": bob, "access": ["", "read"]}),
        ("change_access", cast.dave, {"person": bob, "access": ["read", "write"]}),
        ("remove_from_team", cast.alice, {"person": bob, "access": ["write", ""]}),
    ]
    record.refresh_from_db()
    assert record.version == version


def test_partners_and_who_has_left_cannot_be_added(cast, record):
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)
    for person in (cast.pat, fresh(cast.bob)):
        with pytest.raises(Invalid, match="not an active colleague"):
            record.add_to_team(by=cast.alice, person=person, access=Access.READ)
    assert (team_of(record), Notice.objects.count()) == ({}, 0)


def test_nobody_is_added_twice_and_the_owner_not_at_all(cast, record):
    record.add_to_team(by=cast.alice, person=cast.bob, access=Access.READ)
    with pytest.raises(Refused, match="on the team already"):
        record.add_to_team(by=cast.alice, person=cast.bob, access=Access.WRITE)
    with pytest.raises(Refused, match="is the owner already"):
        record.add_to_team(by=cast.alice, person=cast.alice, access=Access.WRITE)
    with pytest.raises(Refused, match="has this access already"):
        record.change_access(by=cast.alice, person=cast.bob, access=Access.READ)
    with pytest.raises(Invalid, match="Choose"):
        record.change_access(by=cast.alice, person=cast.bob, access="all")
    for verb, values in (("change_access", {"access": Access.READ}), ("remove_from_team", {})):
        with pytest.raises(Refused, match="is not on the team"):
            getattr(record, verb)(by=cast.alice, person=cast.carol, **values)
    assert team_of(record) == {"bob": "read"}


def test_a_discarded_lead_keeps_its_team_as_it_is(cast, records):
    records.lead.discard(by=cast.alice)
    with pytest.raises(Refused, match="discarded"):
        records.lead.add_to_team(by=cast.admin, person=cast.bob, access=Access.READ)


class TestNotices:
    def test_who_is_added_is_told_once_in_their_language(self, cast, record, mailoutbox):
        User.objects.filter(pk=cast.bob.pk).update(language="zh-hans")
        record.add_to_team(by=cast.alice, person=fresh(cast.bob), access=Access.WRITE)
        notice = Notice.objects.get()
        assert (notice.recipient, notice.kind) == (cast.bob, "team")
        words = as_read(notice)
        assert (words.subject, words.path) == (f"Alice 已将您加入团队：{record}", record.get_absolute_url())
        assert (send_due(), send_due(), len(mailoutbox)) == (1, 0, 1)
        record.change_access(by=cast.alice, person=cast.bob, access=Access.READ)
        record.remove_from_team(by=cast.alice, person=cast.bob)
        assert Notice.objects.count() == 1
        record.add_to_team(by=cast.alice, person=cast.bob, access=Access.READ)
        assert Notice.objects.count() == 2

    def test_nobody_is_told_what_they_did_themselves(self, cast, record):
        record.add_to_team(by=cast.admin, person=cast.admin, access=Access.READ)
        assert (team_of(record), Notice.objects.count()) == ({"admin": "read"}, 0)

    def test_of_many_leads_one_is_told_and_sent_no_mail(self, cast, client, mailoutbox):
        leads = [make_lead(owner=cast.alice) for _ in range(3)]
        theirs = make_lead(owner=cast.mallory)
        leads[0].add_to_team(by=None, person=cast.bob, access=Access.READ)
        Notice.objects.all().delete()
        client.force_login(cast.alice)
        values = {"ids": [lead.pk for lead in (*leads, theirs)], "person": cast.bob.pk, "access": "write", "sure": 1}
        answer = client.post(reverse("lead_bulk", args=["add-to-team"]), values | {"token": "t" * 32})
        assert answer.status_code == 302
        assert [team_of(lead) for lead in leads] == [{"bob": "read"}, {"bob": "write"}, {"bob": "write"}]
        notice = Notice.objects.get(recipient=cast.bob)
        assert (team_of(theirs), send_due(), notice.count, notice.mail_due_at) == ({}, 0, 2, None)


def test_many_cost_few_queries(cast, django_assert_max_num_queries):
    leads = [make_lead(owner=cast.alice).pk for _ in range(30)]
    with django_assert_max_num_queries(18):
        results = Lead.add_to_team.apply(leads, by=fresh(cast.alice), person=cast.bob, access=Access.READ)
    assert (len(results.done), TeamMember.objects.count(), Notice.objects.get().count) == (30, 30, 30)


class TestPages:
    @pytest.fixture
    def alice(self, cast, client):
        client.force_login(cast.alice)
        return client

    @pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
    def test_a_colleague_is_added_changed_and_removed(self, cast, alice, record, headers):
        assert alice.get(url_of(record, "add-to-team"), headers=headers).status_code == 200
        alice.post(url_of(record, "add-to-team"), {"person": cast.bob.pk, "access": "read"}, headers=headers)
        assert team_of(record) == {"bob": "read"}
        form = alice.get(url_of(record, "change-access"), {"person": cast.bob.pk}, headers=headers).context["form"]
        assert (str(form["person"].value()), list(form.fields["person"].queryset)) == (str(cast.bob.pk), [cast.bob])
        alice.post(url_of(record, "change-access"), {"person": cast.bob.pk, "access": "write"}, headers=headers)
        assert team_of(record) == {"bob": "write"}
        alice.post(url_of(record, "remove-from-team"), {"person": cast.bob.pk}, headers=headers)
        assert team_of(record) == {}

    def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(self, cast, alice, record):
        record.add_to_team(by=cast.alice, person=cast.bob, access=Access.READ)
        url = url_of(record, "add-to-team")
        answer = alice.post(url, {"person": cast.bob.pk, "access": "write"})
        assert (answer.status_code, answer.context["form"].errors) == (
            422, {"person": ["Bob is on the team already."]},
        )  # fmt: skip
        assert 'value="write" selected' in answer.text
        for values in (
            {}, {"person": cast.pat.pk}, {"person": "x"}, {"person": "\x00"}, {"person": 9**30, "access": "read"},
            {"person": cast.carol.pk, "access": "all"}, {"person": cast.alice.pk, "access": "read"},
        ):  # fmt: skip
            assert alice.post(url, values).status_code in (400, 422), values
        for typed in ("x", "9" * 40, "-1", ""):
            assert alice.get(url_of(record, "change-access"), {"person": typed}).status_code == 200
        assert team_of(record) == {"bob": "read"}

    def test_the_panel_offers_the_tools_to_who_keeps_the_team(self, cast, alice, client, record):
        record.add_to_team(by=cast.alice, person=cast.bob, access=Access.READ)
        tools = [url_of(record, verb) for verb in ("add-to-team", "change-access", "remove-from-team")]
        page = alice.get(record.get_absolute_url())
        assert [url in page.text for url in tools] == [True] * 3
        assert page.context["team"].rows[0][0].user == cast.bob
        client.force_login(cast.bob)
        page = client.get(record.get_absolute_url())
        assert [url in page.text for url in tools] == [False] * 3
        assert [str(member) for member in page.context["team"].members] == ["Bob"]

    def test_the_timeline_says_who_came_with_what_access(self, cast, alice, record):
        record.add_to_team(by=cast.alice, person=cast.bob, access=Access.READ)
        record.change_access(by=cast.alice, person=cast.bob, access=Access.WRITE)
        record.remove_from_team(by=cast.alice, person=cast.bob)
        entries = alice.get(record.get_absolute_url()).context["timeline"].entries[:3]
        assert [(str(entry.title), entry.moves) for entry in entries] == [
            ("Removed from the team", [("Bob", "Read and write", "")]),
            ("Access changed", [("Bob", "Read", "Read and write")]),
            ("Added to the team", [("Bob", "", "Read")]),
        ]
