"""What goes back tonight, stopped by the brake, and the page of a lead with all its deadlines."""

from datetime import timedelta

from django.utils import timezone

from leads.clock_runs import finish_clock_runs
from leads.models import Lead
from leads.overdue import flag_overdue
from leads.recycling import recycle
from pools.models import Pool
from tests.pools.clockwork import set_rules

from .conftest import PHONE
from .test_axe import look_at
from .test_layout import SMALL, WIDER


def make_clocks(world):
    """Three leads of Alice's that are overdue and go back, one of them kept from it."""
    pool, at = Pool.default(), timezone.now() - timedelta(days=20)
    rows = [{"last_name": f"Quiet {n}", "company": "Acme"} for n in range(3)]
    leads = Lead.objects.capture(rows, by=None, owner=world.alice, pool=pool, at=at)
    set_rules(
        pool,
        no_follow_up_hours=8,
        first_contact_hours=4,
        recycle=[{"name": "Forgotten leads", "no_activity_days": 14}],
    )
    finish_clock_runs(pool)
    flag_overdue()
    Lead.objects.get(pk=leads[2].pk).hold(
        by=world.carol, until=timezone.localdate() + timedelta(days=5), reason="On leave"
    )
    recycle(pool)
    return leads


def test_axe_finds_nothing_and_nothing_sticks_out(world, sign_in):
    leads, found = make_clocks(world), []
    urls = [
        "/pools/public/recycle/",
        *(lead.get_absolute_url() for lead in leads[1:]),
        "/leads/?view=all&cols=overdue_at",
    ]
    with sign_in(world.carol) as page:
        for url in urls:
            found += look_at(page, url)
            page.set_viewport_size(PHONE)
            found += [(url, wider) for wider in [page.evaluate(WIDER), *page.evaluate(SMALL)] if wider]
    assert "\n".join(map(str, found)) == ""


def test_an_administrator_lets_a_stopped_run_go(world, sign_in):
    make_clocks(world)
    with sign_in(world.carol) as page:
        page.goto("/pools/public/recycle/")
        page.get_by_role("button", name="Let it run all the same").click()
        page.locator("dialog[open]").get_by_role("button", name="Let it run").click()
        page.get_by_text("The run may take these leads back, all of them.").wait_for()
    assert Lead.objects.filter(owner=world.alice).count() == 1


def test_a_lead_is_put_on_hold_from_the_list_of_those_that_go_back(world, sign_in):
    leads = make_clocks(world)
    with sign_in(world.carol) as page:
        page.goto("/pools/public/recycle/")
        page.get_by_role("link", name="Put on hold").first.click()
        page.get_by_label("On hold until").fill(str(timezone.localdate() + timedelta(days=9)))
        page.get_by_label("Reason").fill("Tender is under way")
        page.locator("dialog[open]").get_by_role("button", name="Put on hold").click()
        page.get_by_text("is on hold: no rule takes it back").wait_for()
    assert Lead.objects.filter(pk__in=[lead.pk for lead in leads], held_until__isnull=False).count() == 2
