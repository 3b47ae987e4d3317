"""Partner employees: the leads of their company's valid agreements, in the same pages narrowed; seen from outside."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hotcrm.activities.models import Attachment
from hotcrm.activities.uploads import stored
from hotcrm.pages.models import RunItem, SavedView
from hotcrm.pages.runs.starting import start
from hotcrm.people.models import ApiToken, PartnerCompany, User
from hotcrm.people.roles import Role
from hotcrm.records.models import Event, Notice
from hotcrm.records.verbs import verbs_of
from hotcrm.sales.models import Account, PartnershipAgreement
from leads.models import Lead
from tests.factories import UserFactory, make_lead

KERNEL = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def agreement(cast):
    return PartnershipAgreement.objects.create(partner=cast.company, name="Reselling", status="valid")


@pytest.fixture
def rival(cast):
    """Quinn's company, which has a valid agreement of its own."""
    company = PartnerCompany.objects.create(name="Rival & Sons")
    UserFactory(username="quinn", partner_company=company, roles=[Role.PARTNER])
    return PartnershipAgreement.objects.create(partner=company, name="Rival reselling", status="valid")


@pytest.fixture
def pats(cast, agreement):
    """A lead that Pat brought in."""
    return make_lead(by=cast.pat, owner=cast.pat, agreement=agreement)


@pytest.fixture
def pat(cast, client):
    client.force_login(cast.pat, backend=KERNEL)
    return client


def test_a_partner_is_offered_the_one_agreement_and_creates_a_lead_under_it(cast, pat, agreement):
    form = pat.get(reverse("lead_create")).context["form"]
    assert form.initial["agreement"] == agreement
    pat.post(reverse("lead_create"), {"company": "Acme", "agreement": f"Reselling (#{agreement.pk})"})
    lead = Lead.objects.visible_to(cast.pat).get()
    assert (lead.agreement, lead.owner, lead.created_by) == (agreement, cast.pat, cast.pat)


@pytest.mark.parametrize("status", ["draft", "terminated", "rival", "missing"])
def test_a_partner_creates_no_lead_outside_an_own_valid_agreement(cast, pat, agreement, rival, status):
    if status in ("draft", "terminated"):
        other = PartnershipAgreement.objects.create(partner=cast.company, name="Other", status=status).pk
    else:
        other = {"rival": rival.pk, "missing": 999_999}[status]
    page = pat.post(reverse("lead_create"), {"company": "Acme", "agreement": f"x (#{other})"})
    body = {"company": "Acme", "agreement": other}
    answer = pat.post("/api/v1/leads/", body, content_type="application/json")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["agreement"])
    assert (answer.status_code, list(answer.json()), Lead.objects.count()) == (400, ["agreement"], 0)


def test_an_agreement_of_others_is_as_unknown_as_one_that_is_not_there(pat, pats, rival):
    url, said = f"/leads/{pats.pk}/edit/?section=assignment", []
    for key in (rival.pk, 999_999):
        page = pat.post(url, {"agreement": f"x (#{key})"})
        answer = pat.patch(f"/api/v1/leads/{pats.pk}/", {"agreement": key}, content_type="application/json")
        said.append((page.context["form"].errors["agreement"], str(answer.json()).replace(str(key), "KEY")))
    assert said[0] == said[1]
    taken_off = pat.patch(f"/api/v1/leads/{pats.pk}/", {"agreement": None}, content_type="application/json")
    assert (taken_off.status_code, Lead.objects.get().agreement) == (400, pats.agreement)


def test_two_partner_companies_never_see_each_other(cast, client, pats, agreement, rival):
    theirs = make_lead(by=None, owner=cast.mallory, agreement=rival, last_name="Rivalson")
    for person, own, other, names in (
        ("pat", pats, theirs, ("Rival", "Quinn")),
        ("quinn", theirs, pats, ("Partner &amp; Co", "Pat")),
    ):
        client.force_login(User.objects.get(username=person), backend=KERNEL)
        assert client.get(other.get_absolute_url()).status_code == 404
        for url in ("/leads/", own.get_absolute_url(), "/leads/new/", "/api/v1/users/", f"/leads/{own.pk}/edit/"):
            page = client.get(url).text
            assert [name for name in names if f">{name}<" in page or f"{name} " in page] == [], (person, url)


# What partners do with a lead --------------------------------------------------------------------


def test_a_partner_reads_edits_and_comments_a_lead_and_does_nothing_else_with_it(pat, pats):
    """Also with one that they brought in and that bears their name."""
    done = {}
    for name in sorted(verbs_of(Lead)):
        url = f"/leads/{pats.pk}/{name.replace('_', '-').replace('return-to-pool', 'return')}/"
        if name not in ("edit", "attach", "comment", "take_back"):
            done[name] = pat.post(url).status_code
    assert {name for name, status in done.items() if status not in (403, 404)} == set()
    assert pat.post(f"/leads/{pats.pk}/comment/", {"body": "Seen"}).status_code == 302
    assert pat.post(f"/leads/{pats.pk}/edit/?section=additional", {"notes": "Ours"}).status_code == 302
    assert pat.post(f"/files/lead/{pats.pk}/", {"files": SimpleUploadedFile("a.txt", b"x")}).status_code == 302
    lead = Lead.objects.get()
    assert (lead.notes, lead.status, lead.owner_id) == ("Ours", "new", pats.owner_id)


def test_the_pages_of_a_partner_are_narrowed(cast, pat, pats):
    page = pat.get("/leads/").text
    for url in ("/pools/", "/accounts/", "/contacts/", "/opportunities/", "/runs/", "/admin/", "/leads/import/"):
        assert f'href="{url}"' not in page, url
    for url in ("/accounts/", "/contacts/", "/opportunities/", "/pools/"):
        assert "data-href" not in pat.get(url).text
    house = ("Alice", "Bob", "Carol", "Dave", "Mallory", "Mia", "Auditor", "Admin")
    for url in ("/leads/", pats.get_absolute_url(), f"/leads/{pats.pk}/edit/", "/api/v1/users/", "/profile/"):
        text = pat.get(url).text
        assert [name for name in house if f">{name}<" in text or f'"{name}"' in text] == [], url


def test_a_partner_names_who_works_on_it_and_not_who_is_above_them(cast, pat, agreement):
    lead = make_lead(owner=cast.alice, agreement=agreement)
    found = pat.get(reverse("mention_suggest", args=["lead", lead.pk]), {"q": ""}).json()["people"]
    assert [person["username"] for person in found] == ["alice"]
    lead.comment(by=cast.pat, body="@alice @dave")
    assert lead.not_told == ("dave",)


def test_a_tax_number_tells_a_partner_of_no_account(cast, pat, pats):
    Account.add({"name": "Hidden Ltd", "tin": "123456789"}, by=cast.mallory)
    answer = pat.post(f"/leads/{pats.pk}/edit/?section=company", {"tin": "123456789"}, follow=True)
    assert (answer.status_code, Lead.objects.get().tin) == (200, "123456789")
    assert [word for word in ("Mallory", "Hidden", "exists") if word in answer.text] == []


@pytest.mark.parametrize("role", [Role.MARKETER, Role.AUDITOR, Role.SALES_MANAGER])
def test_no_role_opens_the_house_to_somebody_of_a_partner_company(cast, agreement, rival, role):
    own = make_lead(owner=cast.mallory, agreement=agreement)
    make_lead(owner=cast.mallory)
    make_lead(owner=cast.mallory, agreement=rival)
    misplaced = UserFactory(partner_company=cast.company, roles=[role], manager=cast.dave)
    assert list(Lead.objects.visible_to(misplaced)) == [own]
    assert not Account.objects.visible_to(misplaced).exists()


# The agreement ends ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["terminated", "draft"])
def test_an_agreement_that_is_not_valid_shuts_partners_out_with_the_next_request(
    cast, client, pat, pats, agreement, status, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    with stored([SimpleUploadedFile("offer.txt", b"Ours")]) as uploads:
        pats.attach(by=cast.pat, files=uploads)
    pats.comment(by=cast.admin, body="@pat look")
    comment, file = pats.comment(by=cast.pat, body="Mine"), Attachment.objects.get()
    view = SavedView.objects.create(owner=cast.pat, kind="leads.lead", name="Ours", base="all")
    notice = Notice.objects.filter(recipient=cast.pat).first()
    bearer = {"Authorization": f"Bearer {ApiToken.issue(cast.pat, name='Nightly')[1]}"}
    one, api = pats.get_absolute_url(), f"/api/v1/leads/{pats.pk}/"
    found = lambda: {  # noqa: E731
        "page": pat.get(one).status_code,
        "part": pat.get(one, headers={"HX-Request": "true", "HX-Target": "lead"}).status_code,
        "timeline": pat.get(f"{one}timeline/").status_code,
        "edit": pat.post(f"{one}edit/?section=additional", {"notes": "Mine"}).status_code,
        "say": pat.post(f"{one}comment/", {"body": "Again"}).status_code,
        "said": pat.post(f"/comments/{comment.pk}/edit/", {"body": "Better"}).status_code,
        "names": pat.get(f"/mentions/lead/{pats.pk}/").status_code,
        "file": closed(pat.get(f"/files/{file.pk}/")),
        "files": pat.get(f"/files/lead/{pats.pk}/").status_code,
        "led by a notice": "Doe" in pat.get(notice.url, follow=True).text,
        "told": "Doe" in pat.get("/notices/").text,
        "api": client.get(api, headers=bearer).status_code,
        "change": client.patch(api, {"notes": "x"}, content_type="application/json", headers=bearer).status_code,
        "listed": len(client.get("/api/v1/leads/", headers=bearer).json()["results"]),
        "view": pat.get(f"/leads/?view={view.slug}").text.count(f'data-href="{one}'),
        "export": b"".join(pat.get("/leads/export/").streaming_content).count(b"\n"),
    }
    before = found()
    PartnershipAgreement.objects.update(status=status)
    after = found()
    sent, led = dict.fromkeys(("edit", "say", "said"), 302), ("led by a notice", "told")
    assert before == dict.fromkeys(before, 200) | sent | {"listed": 1, "view": 1, "export": 2} | dict.fromkeys(
        led, True
    )
    assert after == dict.fromkeys(before, 404) | {"listed": 0, "view": 0, "export": 1} | dict.fromkeys(led, False)
    PartnershipAgreement.objects.update(status="valid")
    assert pat.get(one).status_code == 200  # and a valid one lets them in again


def closed(answer) -> int:
    for close in answer._resource_closers:  # the file alone: `answer.close()` would close the database too
        close()
    return answer.status_code


def test_a_run_under_way_stops_finding_what_is_no_longer_theirs(cast, pats, agreement):
    PartnershipAgreement.objects.update(status="terminated")
    start(Lead.nurture, by=cast.pat, ids=[pats.pk])
    item = RunItem.objects.get()
    assert (item.outcome, Lead.objects.get().status) == ("refused", "new")
    assert Event.objects.filter(verb="nurture").count() == 0
