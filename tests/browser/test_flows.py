"""What people do all day, with real clicks."""

from playwright.sync_api import expect

from hotcrm.activities.models import Activity
from hotcrm.pages.models import Run, SavedView
from leads.models import Lead, Status
from pools.models import Pool
from tests.browser.conftest import PHONE
from tests.factories import make_lead


def open_lead(page, lead):
    page.goto(lead.get_absolute_url())


def test_a_rep_signs_in_claims_from_the_pool_and_logs_a_call(world, sign_in):
    lead = make_lead(company="Waiting Ltd", last_name="Waiting")
    with sign_in() as page:
        page.goto("/")
        page.get_by_label("User name").fill("alice")
        page.get_by_label("Password").fill("demo")
        page.get_by_role("button", name="Sign in").click()
        page.goto("/pools/public/")
        page.get_by_role("row", name="Waiting").get_by_role("button", name="Claim").click()
        expect(page.get_by_text("is yours now")).to_be_visible()
        open_lead(page, lead)
        composer = page.locator("#composer")
        composer.get_by_label("What happened").fill("Wants an offer until Friday")
        composer.get_by_label("Result").select_option(label="Interested")
        composer.get_by_label("Next follow-up").fill("2031-05-06")
        composer.get_by_role("button", name="Log", exact=True).click()
        expect(page.locator("#timeline")).to_contain_text("Wants an offer until Friday")
        expect(page.locator(".next-step")).to_contain_text("2031")
    lead.refresh_from_db()
    activity = Activity.objects.get()
    assert (lead.owner, lead.status, str(lead.next_follow_up_on)) == (world.alice, Status.WORKING, "2031-05-06")
    assert (activity.by, activity.kind_id, activity.result_id) == (world.alice, "call", "interested")


def test_a_section_is_edited_in_its_place_and_a_lead_returned_with_a_reason(world, sign_in):
    lead = make_lead(owner=world.alice, pool=Pool.default(), company="Acme", last_name="Doe")
    with sign_in(world.alice) as page:
        open_lead(page, lead)
        section = page.locator("#section-company")
        section.get_by_role("link", name="Edit").click()
        section.get_by_label("Job title").fill("Head of Sales")
        section.get_by_role("button", name="Save").click()
        expect(page.locator("#section-company")).to_contain_text("Head of Sales")
        expect(page.locator("#section-company form")).to_have_count(0)
        page.get_by_label("More actions").click()
        page.get_by_role("link", name="Return to pool").click()
        dialog = page.locator("#dialog")
        dialog.get_by_role("button", name="Return to pool").click()
        expect(dialog).to_be_visible()  # without a reason nothing happens
        dialog.get_by_label("Reason").select_option(label="No capacity")
        dialog.get_by_role("button", name="Return to pool").click()
        expect(page.get_by_text("was returned to")).to_be_visible()
    lead.refresh_from_db()
    assert (lead.title, lead.owner, lead.status, lead.previous_owner) == ("Head of Sales", None, "new", world.alice)


def test_two_people_edit_the_same_lead_and_nothing_is_lost(world, sign_in):
    lead = make_lead(owner=world.alice, company="Acme", last_name="Doe", title="Clerk")
    with sign_in(world.alice) as mine, sign_in(world.dave) as theirs:
        for page in (mine, theirs):
            page.goto(f"{lead.get_absolute_url()}edit/?section=company")
        theirs.get_by_label("Job title").fill("Director")
        theirs.get_by_label("Company", exact=True).fill("Acme International")
        theirs.get_by_role("button", name="Save").click()
        expect(theirs.get_by_text("Saved.")).to_be_visible()
        mine.get_by_label("Job title").fill("Buyer")
        mine.get_by_role("button", name="Save").click()
        row = mine.get_by_role("row", name="Job title")
        expect(row).to_contain_text("Buyer")
        expect(row).to_contain_text("Director")
        mine.get_by_role("button", name="Save my choice").click()
        expect(mine.get_by_text("Saved.")).to_be_visible()
    lead.refresh_from_db()
    assert (lead.title, lead.company) == ("Buyer", "Acme International")


def test_all_that_match_are_claimed_at_once_and_the_run_is_undone(world, sign_in):
    names = [f"Waiting {n:02}" for n in range(27)]
    for name in names:
        make_lead(company=name, last_name=name)
    make_lead(company="Taken", last_name="Taken", owner=world.bob, pool=Pool.default())
    with sign_in(world.carol) as page:
        page.goto("/leads/?view=all&size=25")
        page.locator("[data-select-page]").check()
        page.get_by_label("Select all matching").check()
        page.get_by_role("button", name="Claim", exact=True).last.click()
        page.locator("form[data-main]").get_by_role("button", name="Claim").click()
        page.wait_for_url("**/runs/*/")
        expect(page.locator("main")).to_contain_text("27 done, 1 skipped")
        expect(page.locator("main")).to_contain_text("already taken by Bob")
        assert Lead.objects.filter(owner=world.carol, last_name__in=names).count() == 27
        page.get_by_role("button", name="Undo").click()
        page.locator("#confirm").get_by_role("button", name="Undo").click()
        expect(page.locator("h1")).to_contain_text("Undo: Claim")
        expect(page.locator("main")).to_contain_text("27 done")
    assert Lead.objects.filter(owner__isnull=True, status="new", last_name__in=names).count() == 27
    assert Run.objects.count() == 2


def test_a_list_is_filtered_its_columns_chosen_and_kept_as_a_view(world, sign_in):
    make_lead(owner=world.alice, company="Hot Ltd", last_name="Hot", rating=5, email="hot@hot.example")
    make_lead(owner=world.alice, company="Cold Ltd", last_name="Cold")
    with sign_in(world.alice) as page:
        page.goto("/leads/?view=my")
        page.locator("select[name=rating]").select_option("5")
        expect(page.get_by_role("link", name="Cold")).to_have_count(0)
        page.locator("summary", has_text="Columns").click()
        page.locator("input[name=cols][value=email]").check()
        expect(page.locator("tbody")).to_contain_text("hot@hot.example")
        expect(page.get_by_role("link", name="Cold")).to_have_count(0)  # the filter is still there
        page.keyboard.press("Escape")
        page.get_by_role("link", name="Save as new view").click()
        page.locator("#dialog").get_by_label("Name").fill("The hot ones")
        page.locator("#dialog").get_by_role("button", name="Save").click()
        tab = page.get_by_role("navigation", name="Views").get_by_role("link", name="The hot ones")
        expect(tab).to_have_attribute("aria-current", "page")
        page.goto("/leads/?view=my")
        page.goto(f"/leads/?view={SavedView.objects.get().slug}")
        expect(page.locator("tbody")).to_contain_text("hot@hot.example")
        assert page.locator("tbody tr").count() == 1
        page.locator("tbody .row-link").click()
        expect(page.get_by_label("Neighbours in the list")).to_contain_text("1 of 1")


def test_a_file_is_imported_and_the_list_exported(world, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    file = tmp_path / "leads.csv"
    file.write_text("Full Name,Company,E-Mail Address\nAnn Lee,Lee Foods,ann@lee.example\nBob Ray,Ray Co,nonsense\n")
    with sign_in(world.alice) as page:
        page.goto("/leads/")
        page.get_by_role("link", name="Import").click()
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Look into the file").click()
        expect(page.locator("main")).to_contain_text("ann@lee.example")
        page.get_by_role("button", name="Start the import").click()
        page.wait_for_url("**/leads/import/*/")
        expect(page.locator("main")).to_contain_text("Rejected rows")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download them all").click()
        assert "nonsense" in download.value.path().read_text(encoding="utf-8-sig")
        page.goto("/leads/?q=Lee")
        page.locator("summary", has_text="Export").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        text = download.value.path().read_text(encoding="utf-8-sig")
    assert ("Lee Foods" in text, "Ray Co" in text) == (True, False)
    assert Lead.objects.get().email == "ann@lee.example"


def test_counts_that_come_late_find_their_places_though_the_list_has_changed(world, sign_in):
    make_lead(owner=world.alice, last_name="Hot", rating=5)
    make_lead(owner=world.alice, last_name="Cold")
    held = []
    with sign_in(world.alice) as page:
        page.route("**/leads/counts/*", lambda route: route.continue_() if held else held.append(route))
        page.goto("/leads/?view=my")
        page.locator("select[name=rating]").select_option("5")
        expect(page.get_by_role("link", name="Cold")).to_have_count(0)
        held[0].continue_()
        expect(page.locator("#count-my-open")).to_have_text("2")
        expect(page.locator("#total")).to_have_text("of 1")


def test_on_a_phone_the_step_a_lead_is_at_is_in_view_and_its_name_is_read_whole(world, sign_in):
    long = "The Extraordinarily Long Surname Of A Family From Far Away"
    lead = make_lead(owner=world.alice, status=Status.QUALIFIED, company="Far", last_name=long)
    with sign_in(world.alice, size=PHONE) as page:
        open_lead(page, lead)
        expect(page.locator(".path > .current")).to_be_in_viewport(ratio=1)
        page.goto("/leads/")
        title = page.locator("td.col-title").first
        assert title.evaluate("cell => cell.scrollWidth <= cell.clientWidth")
