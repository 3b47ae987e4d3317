import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from campaigns.experiments.panel import counted, panel
from campaigns.models import Campaign, MemberStatus
from hotcrm.records.models import Event
from hotcrm.sales.models import Contact
from tests.campaigns.making import make_campaign, make_member

pytestmark = pytest.mark.django_db
AB = [{"code": "a", "name": "Blue", "share": 1}, {"code": "b", "name": "Green", "share": 1}]


def url_of(campaign):
    return reverse("campaign_experiment", args=[campaign.pk])


def sent(campaign, *rows, **values):
    """The form as a browser sends it: rows of (code, name, share, whether it goes)."""
    data = {"holdout_percent": 10, "version": campaign.version}
    data |= {"variants-TOTAL_FORMS": len(rows), "variants-INITIAL_FORMS": len(campaign.variants)}
    for number, (code, name, share, goes) in enumerate(rows):
        row = {"code": code, "name": name, "share": share, **({"DELETE": "on"} if goes else {})}
        data |= {f"variants-{number}-{field}": value for field, value in row.items()}
    return data | values


@pytest.fixture
def mias(cast):
    return make_campaign(owner=cast.mia, variants=AB, holdout_percent=10)


@pytest.fixture
def mia(client, cast):
    client.force_login(cast.mia)
    return client


def fill(campaign, contact, people=6):
    for number in range(people):
        person = Contact.objects.create(account=contact.account, last_name=f"Person {number}")
        arm = ("a", "b", "holdout")[number % 3]
        status = MemberStatus.RESPONDED if number % 2 else MemberStatus.SENT
        make_member(campaign, person, status, arm=arm, is_held_out=arm == "holdout", value=number)


def test_the_page_shows_what_became_of_each_group(mia, mias, contact):
    fill(mias, contact)
    page = mia.get(url_of(mias)).content.decode()
    for words in (
        "Blue",
        "Green",
        "Held out",
        "50.0\xa0%",
        "Not enough yet",
        "Against those left in peace",
        "rate-range",
    ):
        assert words in page
    assert "style=" not in page


def test_who_is_clearly_ahead_is_said_to_be(mia, mias, contact, monkeypatch):
    monkeypatch.setattr("campaigns.experiments.verdict.MINIMUM", 1)
    accounts = [Contact(account=contact.account, last_name=f"Person {number}") for number in range(160)]
    for number, person in enumerate(Contact.objects.bulk_create(accounts)):
        make_member(mias, person, MemberStatus.RESPONDED if number % 2 else MemberStatus.SENT, arm="ab"[number % 2])
    page = mia.get(url_of(mias)).content.decode()
    assert "Green is ahead of Blue." in page
    assert "Green is better than Blue with a probability of &gt; 99.9" in page


def test_without_groups_the_page_says_what_is_missing(mia, cast):
    page = mia.get(url_of(make_campaign(owner=cast.mia))).content.decode()
    assert "cannot be told from what would have happened anyway" in page


def test_the_same_number_of_queries_for_few_and_many_members(mia, mias, contact, django_assert_num_queries):
    fill(mias, contact, people=30)
    with django_assert_num_queries(2):
        shown = counted(mias)["experiment"]
        assert [list(shown.verdicts), shown.groups, shown.rows, shown.return_on_cost]


def test_on_the_page_of_the_campaign_it_is_counted_late(mia, mias, contact, django_assert_max_num_queries):
    fill(mias, contact)
    page = mia.get(mias.get_absolute_url()).content.decode()
    assert f'hx-get="{url_of(mias)}"' in page
    assert "rate-range" not in page
    plain = make_campaign(owner=mias.owner)
    with django_assert_max_num_queries(2):
        assert not panel(plain, mias.owner)["experiment"].is_one


@pytest.mark.parametrize("values", [{"arm": "a"}, {"is_held_out": True}])
def test_groups_that_are_set_no_more_are_still_told_apart(cast, contact, values):
    campaign = make_campaign(owner=cast.mia)
    make_member(campaign, contact, **values)
    assert counted(campaign)["experiment"].is_one


def test_to_htmx_the_page_gives_the_figures_alone(mia, mias):
    part = mia.get(url_of(mias), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    assert "<form" not in part


def test_the_groups_are_set_by_the_campaigns_edit_verb(mia, mias):
    rows = [("a", "Blue!", 2, False), ("b", "Green", 1, True), ("", "Red and round", 3, False), ("", "", 1, False)]
    answer = mia.post(url_of(mias), sent(mias, *rows, holdout_percent=20))
    assert (answer.status_code, answer["Location"]) == (302, url_of(mias))
    changed = Campaign.objects.get(pk=mias.pk)
    assert changed.holdout_percent == 20
    assert changed.variants == [
        {"code": "a", "name": "Blue!", "share": 2},
        {"code": "red-and-round", "name": "Red and round", "share": 3},
    ]
    assert changed.salt == mias.salt
    told = Event.objects.filter(object_id=mias.pk, verb="edit").latest("pk")
    assert {"holdout_percent", "variants"} <= set(told.data["fields"])


def test_a_name_without_latin_letters_gets_a_code_too(mia, mias):
    rows = [("a", "A", 1, False), ("b", "B", 1, False), ("", "蓝色", 1, False), ("", "Holdout", 1, False)]
    assert mia.post(url_of(mias), sent(mias, *rows)).status_code == 302
    codes = [variant["code"] for variant in Campaign.objects.get(pk=mias.pk).variants]
    assert codes == ["a", "b", "variant", "holdout-2"]


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ([("a", "", 1, False)], {}),
        ([("a", "A", 0, False)], {}),
        ([("a", "A", "x", False)], {}),
        ([("a", "A", 1, False), ("a", "B", 1, False)], {}),
        ([("holdout", "A", 1, False)], {}),
        ([("A b", "A", 1, False)], {}),
        ([("", f"V{number}", 1, False) for number in range(11)], {}),
        ([], {"holdout_percent": 91}),
        ([], {"holdout_percent": -1}),
        ([], {"holdout_percent": ""}),
        ([], {"holdout_percent": "9" * 30, "version": "9" * 30}),
        ([], {"variants-TOTAL_FORMS": "9" * 30}),
        ([], {"variants-TOTAL_FORMS": "x"}),
        ([("a\x00", "A\x00", "1\x00", False)], {"holdout_percent": "1\x00"}),
    ],
)
def test_what_cannot_be_is_told_at_the_form(mia, mias, rows, values):
    answer = mia.post(url_of(mias), sent(mias, *rows, **values))
    assert answer.status_code == 422
    assert "alert-danger" in answer.content.decode()
    assert Campaign.objects.get(pk=mias.pk).variants == AB


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(mia, mias, cast):
    sheet = sent(mias, *[(one["code"], one["name"], 5, False) for one in AB])
    mias.edit(by=cast.mia, changes={"holdout_percent": 30})
    answer = mia.post(url_of(mias), sheet)
    assert answer.status_code == 412
    assert "Somebody changed this" in answer.content.decode()
    assert Campaign.objects.get(pk=mias.pk).variants == AB


def test_who_sees_the_campaign_and_is_no_marketer_reads_only(client, mias, cast):
    client.force_login(cast.auditor)
    page = client.get(url_of(mias))
    assert page.status_code == 200
    assert "experiment-form" not in page.content.decode()
    assert client.post(url_of(mias), sent(mias)).status_code == 403


def test_what_one_does_not_see_is_not_there(client, mias, cast):
    client.force_login(cast.pat)
    assert [client.get(url_of(mias)).status_code, client.post(url_of(mias)).status_code] == [404, 404]


def test_no_door_lets_variants_in_that_cannot_be_compared(mias, cast):
    with pytest.raises(ValidationError) as raised:
        mias.edit(by=cast.mia, changes={"variants": [{"code": "holdout", "share": 1}]})
    assert list(raised.value.message_dict) == ["variants"]
    assert Campaign.objects.get(pk=mias.pk).variants == AB
