"""axe finds nothing on any page: light and dark, on a desk and on a phone."""

from pathlib import Path

import axe_playwright_python
import pytest

from .conftest import DESK, PHONE
from .pages import all_pages, by_person

AXE = next(Path(axe_playwright_python.__file__).parent.glob("axe.min.js")).read_text()
RUN = """async () => {
  for (let round = 0; round < 6; round++) {  // no colour half-way: one that is inherited moves after its parent's
    for (const each of document.getAnimations()) try { each.finish(); } catch { each.cancel(); }
    await new Promise(requestAnimationFrame);
  }
  const found = await axe.run(document, {resultTypes: ["violations"]});
  const told = node => `${node.target} ${node.html.slice(0, 90)} ${(node.any[0] || node.all[0] || {}).message || ""}`;
  return found.violations.map(each => `${each.id}: ${each.nodes.slice(0, 3).map(told).join(" | ")}`);
}"""
SHARES = 6  # of the pages, so that several processes look at them at once
LOOKS = [(theme, size) for theme in ("light", "dark") for size in (DESK, PHONE)]


def violations(page):
    """What axe finds in each theme and size."""
    page.evaluate(AXE)
    for theme, size in LOOKS:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size(size)
        yield from ((theme, size["width"], violation) for violation in page.evaluate(RUN))


def look_at(page, url) -> list:
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return [(url, *violation) for violation in violations(page)]


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_on_any_page(world, things, sign_in, share):
    found = []
    for person, pages in by_person(all_pages(things)[share::SHARES]):
        with sign_in(getattr(world, person, None)) as page:
            for each in pages:
                found += look_at(page, each.url)
    assert "\n".join(map(str, found)) == ""


def test_axe_finds_nothing_in_what_opens_on_a_click(world, things, sign_in):
    found = []
    with sign_in(world.carol) as page:
        page.goto(f"/leads/{things['lead']['alices']}/")
        for summary in page.locator("details > summary").all():
            summary.evaluate("summary => summary.parentElement.open = true")
        found += violations(page)
        page.set_viewport_size(DESK)
        page.goto(f"/leads/{things['lead']['alices']}/")
        page.get_by_label("More actions").click()
        page.get_by_role("link", name="Transfer").click()
        page.locator("#dialog select").first.wait_for()
        found += violations(page)
        page.set_viewport_size(DESK)
        page.goto("/leads/")
        page.locator("[data-select-page]").check()
        found += violations(page)
        page.keyboard.press("?")
        found += violations(page)
    assert "\n".join(map(str, found)) == ""


@pytest.mark.parametrize("reader", ["mia", "pat"])
def test_axe_finds_nothing_for_those_who_only_read_or_see_little(world, things, sign_in, reader):
    found = []
    with sign_in(getattr(world, reader)) as page:
        for url in ("/leads/", f"/leads/{things['lead']['partners']}/", "/pools/"):
            found += look_at(page, url)
    assert "\n".join(map(str, found)) == ""
