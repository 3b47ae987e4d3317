"""The page of a campaign, and making and editing one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Campaign, CampaignCost, MemberStatus
from hotcrm.records.models import TeamMember
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Stage
from tests.factories import make_lead

from .making import make_campaign, make_member, make_opportunity
from .pages import browser, last_event, url_of

pytestmark = pytest.mark.django_db
TYPED = {"name": "Spring fair", "code": "spring-fair", "responses": ["responded"]}


@pytest.fixture
def mia(cast):
    return browser(cast.mia)


@pytest.fixture
def campaign(cast):
    return make_campaign(owner=cast.mia, name="Fair", code="fair")


def edit(client, campaign, section, **typed):
    url = reverse("campaign_edit", args=[campaign.pk])
    return client.post(f"{url}?section={section}", {"version": campaign.version, **typed})


class TestMaking:
    def test_it_belongs_to_who_makes_it_and_the_history_begins(self, cast, mia):
        answer = mia.post("/campaigns/new/", TYPED | {"type": "webinar", "budgeted_cost": "€1,500", "owner": "1"})
        made = Campaign.objects.get()
        assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
        known = (made.name, made.type_id, made.budgeted_cost, made.owner, made.status, made.responses)
        assert known == ("Spring fair", "webinar", 1500, cast.mia, "planning", ["responded"])
        assert last_event(made) == ("create", "mia", {"owner_id": [None, cast.mia.pk]})

    @pytest.mark.parametrize(("typed", "field"), [
        ({"code": "FAIR"}, "code"), ({"code": "two words"}, "code"), ({"code": ""}, "code"), ({"name": ""}, "name"),
        ({"starts_on": "2030-03-02", "ends_on": "2030-03-01"}, "ends_on"), ({"budgeted_cost": "-1"}, "budgeted_cost"),
        ({"typed_cost": "1e400"}, "typed_cost"), ({"type": "nonsense"}, "type"), ({"responses": ["x"]}, "responses"),
        ({"parent": "#999999"}, "parent"), ({"name": "\x00"}, "name"), ({"starts_on": "0000-00-00"}, "starts_on"),
    ])  # fmt: skip
    def test_what_cannot_be_is_told_at_its_field_and_the_rest_stays(self, mia, campaign, typed, field):
        answer = mia.post("/campaigns/new/", TYPED | {"channel": "Hall 4"} | typed)
        if "\x00" in str(typed):
            assert answer.status_code in (400, 422)
            return
        form = answer.context["form"]
        assert (answer.status_code, list(form.errors), form["channel"].value()) == (422, [field], "Hall 4")
        assert Campaign.objects.count() == 1

    def test_a_single_day_is_a_campaign(self, mia):
        assert (
            mia.post("/campaigns/new/", TYPED | {"starts_on": "2030-03-01", "ends_on": "2030-03-01"}).status_code
            == 302
        )

    def test_one_below_another_begins_with_it(self, mia, campaign):
        form = mia.get("/campaigns/new/", {"parent": campaign.pk}).context["form"]
        assert form["parent"].value() == f"Fair (#{campaign.pk})"


class TestEditing:
    def test_a_section_is_saved_and_told(self, mia, campaign):
        assert edit(mia, campaign, "days", starts_on="2030-03-01", ends_on="2030-03-01").status_code == 302
        assert last_event(campaign)[2] == {"starts_on": [None, "2030-03-01"], "ends_on": [None, "2030-03-01"]}

    def test_one_in_progress_keeps_both_days(self, cast, mia):
        days = {"starts_on": date(2030, 3, 1), "ends_on": date(2030, 3, 31)}
        campaign = make_campaign(owner=cast.mia, status="in_progress", **days)
        answer = edit(mia, campaign, "days", starts_on="2030-03-01", ends_on="")
        assert (answer.status_code, "A campaign in progress needs" in answer.text) == (422, True)

    def test_the_end_is_not_moved_before_the_start(self, cast, mia):
        campaign = make_campaign(owner=cast.mia, starts_on=date(2030, 3, 2))
        answer = edit(mia, campaign, "days", starts_on="2030-03-02", ends_on="2030-03-01")
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ends_on"])

    def test_a_save_over_a_colleagues_shows_both(self, cast, mia, campaign):
        campaign.edit(by=cast.admin, changes={"channel": "Hall 1"})
        typed = {"version": 1, "name": "Fair", "code": "fair", "channel": "Hall 2", "initial-channel": ""}
        answer = mia.post(f"{reverse('campaign_edit', args=[campaign.pk])}?section=campaign", typed)
        assert (answer.status_code, "Hall 1" in answer.text, "Hall 2" in answer.text) == (412, True, True)

    def test_what_counts_as_a_response_is_chosen(self, mia, campaign):
        edit(mia, campaign, "responses", responses=["clicked", "attended"])
        campaign.refresh_from_db()
        assert campaign.responses == ["clicked", "attended"]
        shown = mia.get(campaign.get_absolute_url()).text
        assert f'<span class="tag">{MemberStatus.CLICKED.label}</span>' in shown

    @pytest.mark.parametrize(("person", "answer"), [("alice", 404), ("auditor", 403), ("pat", 404), ("admin", 302)])
    def test_who_runs_campaigns_edits_those_they_see(self, cast, campaign, person, answer):
        assert edit(browser(getattr(cast, person)), campaign, "additional", description="x").status_code == answer

    def test_reps_read_what_is_theirs_and_change_nothing_of_it(self, cast):
        campaign = make_campaign(owner=cast.alice)
        client = browser(cast.alice)
        page = client.get(campaign.get_absolute_url())
        assert (page.status_code, page.context["may_edit"]) == (200, False)
        assert edit(client, campaign, "additional", description="x").status_code == 403


class TestParents:
    def test_a_parent_is_one_that_the_person_sees(self, cast, campaign):
        hidden = make_campaign(owner=cast.mallory, name="Hidden")
        cast.alice.groups.add(*cast.mia.groups.all())
        cast.alice.groups.remove(*cast.alice.groups.filter(name="marketer"))
        own = make_campaign(owner=cast.admin, code="own")
        assert (
            edit(browser(cast.mia), own, "campaign", name="Own", code="own", parent=f"#{hidden.pk}").status_code == 302
        )
        answer = edit(browser(cast.alice), own, "campaign", name="Own", code="own", parent=f"#{campaign.pk}")
        assert answer.status_code == 404

    def test_no_campaign_stands_below_itself(self, cast, mia, campaign):
        child = make_campaign(parent=campaign, owner=cast.mia)
        grandchild = make_campaign(parent=child, owner=cast.mia)
        for parent in (campaign, child, grandchild):
            with pytest.raises(Invalid):
                campaign.edit(by=cast.mia, changes={"parent": parent})
        answer = edit(mia, campaign, "campaign", name="Fair", code="fair", parent=f"#{grandchild.pk}")
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["parent"])
        assert Campaign.objects.get(pk=campaign.pk).parent is None

    def test_one_moves_to_another_and_out_again(self, cast, campaign):
        child = make_campaign(parent=campaign, owner=cast.mia)
        child.edit(by=cast.mia, changes={"parent": make_campaign(owner=cast.mia)})
        child.edit(by=cast.mia, changes={"parent": None})
        assert Campaign.objects.get(pk=child.pk).parent is None

    def test_those_below_are_listed_with_what_all_come_to(self, cast, mia, campaign):
        for number in (1, 2):
            child = make_campaign(parent=campaign, typed_cost=100 * number, name=f"Child {number}")
            make_opportunity(child, stage=Stage.CLOSED_WON, amount=1000)
        children = mia.get(campaign.get_absolute_url()).context["children"]
        assert [(str(child), figures.cost) for child, figures in children.rows] == [("Child 1", 100), ("Child 2", 200)]
        assert (children.together.cost, children.together.revenue) == (300, 2000)


class TestThePage:
    def test_each_sees_what_is_theirs_to_see(self, cast):
        campaign = make_campaign(owner=cast.alice)
        TeamMember.objects.create(type=type_of(campaign), object_id=campaign.pk, user=cast.carol)
        people = ("alice", "bob", "carol", "dave", "mallory", "mia", "pat", "auditor", "admin")
        found = {name: browser(getattr(cast, name)).get(campaign.get_absolute_url()).status_code for name in people}
        assert found == dict.fromkeys(people, 200) | dict.fromkeys(("bob", "mallory", "pat"), 404)

    def test_won_deals_are_listed_as_far_as_a_person_sees_them_and_summed_all(self, cast, mia, campaign):
        mine = make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=100, owner=cast.alice, name="Mine")
        make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=200, owner=cast.mallory, name="Other")
        make_opportunity(campaign, stage=Stage.PROPOSAL, amount=400, owner=cast.alice)
        TeamMember.objects.create(type=type_of(campaign), object_id=campaign.pk, user=cast.alice)
        revenue = browser(cast.alice).get(campaign.get_absolute_url()).context["revenue"]
        assert ([deal.pk for deal in revenue.rows], revenue.figures.won_revenue) == ([mine.pk], 300)
        linked = browser(cast.alice).get(revenue.list_url).context["table"].data
        assert [deal.pk for deal in linked] == [mine.pk]
        assert len(mia.get(revenue.list_url).context["table"].data) == 2

    def test_typed_and_summed_revenue_are_both_shown(self, mia, campaign):
        make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=300)
        Campaign.objects.filter(pk=campaign.pk).update(typed_revenue=777)
        page = mia.get(campaign.get_absolute_url()).text
        assert ("$300" in page, "$777" in page) == (True, True)

    def test_the_path_leads_on(self, cast, mia, campaign):
        path = list(mia.get(campaign.get_absolute_url()).context["page"].path)
        assert [(step["state"], step["verb"], step["asks"]) for step in path] == [
            ("current", None, False), ("later", "start", True), ("later", "complete", False),
        ]  # fmt: skip
        campaign.cancel(by=cast.mia)
        page = mia.get(campaign.get_absolute_url()).context["page"]
        assert ([step["state"] for step in page.path][-1], page.is_lost, page.main.name) == ("current", True, "reopen")

    def test_tasks_comments_files_owner_and_team_work_as_on_an_account(self, cast, mia, campaign):
        for word, typed in {
            "task": {"title": "Book the hall", "priority": "normal", "assignee": cast.mia.pk},
            "comment": {"body": "@dave should know"},
            "log": {"kind": "call", "body": "Spoke with the organiser"},
        }.items():
            assert mia.post(url_of(campaign, word), typed).status_code == 302
        admin = browser(cast.admin)
        team = {"person": cast.bob.pk, "access": "read"}
        assert admin.post(url_of(campaign, "add-to-team"), team).status_code == 302
        assert admin.post(url_of(campaign, "change-owner"), {"to": cast.alice.pk}).status_code == 302
        page = mia.get(campaign.get_absolute_url()).text
        assert all(said in page for said in ("Book the hall", "should know", "Spoke with the organiser", "Alice"))
        assert browser(cast.bob).get(campaign.get_absolute_url()).status_code == 200

    def test_it_asks_a_bounded_number_of_questions(self, cast, mia, campaign):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                mia.get(campaign.get_absolute_url())
            return len(asked)

        make_member(campaign, make_lead(owner=cast.alice))
        fill(cast, campaign, 1)
        mia.get(campaign.get_absolute_url())
        few = queries()
        fill(cast, campaign, 20)
        assert queries() <= few + 2


def fill(cast, campaign, many):
    for number in range(many):
        make_campaign(parent=campaign, owner=cast.mia)
        CampaignCost.objects.create(campaign=campaign, spent_on=date(2030, 3, 1), amount=number)
        make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=number)
        make_member(campaign, make_lead(owner=cast.alice))
        campaign.plan_task(by=cast.mia, title=f"Task {number}", assignee=cast.mia)
