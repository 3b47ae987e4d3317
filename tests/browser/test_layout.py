"""Nothing sticks out of a phone, and a thumb hits what it aims at."""

from .conftest import PHONE
from .pages import all_pages, by_person

WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What is to be pressed and is smaller than WCAG 2.2 asks; words inside a sentence may be.
SMALL = """() => {
  // A box to tick is hit by its label as well, which stands beside it.
  const box = each => {
    const {width, height} = each.getBoundingClientRect();
    const label = each.matches("[type=checkbox], [type=radio]") && each.labels[0]?.getBoundingClientRect();
    return label ? {width: width + label.width, height: Math.max(height, label.height)} : {width, height};
  };
  return [...document.querySelectorAll("button, summary, select, input:not([type=hidden]), a.button, nav a")]
  .filter(each => each.checkVisibility({opacityProperty: true, visibilityProperty: true}))
  .filter(each => !each.closest("p, .breadcrumb"))
  .map(each => [box(each), each])
  .filter(([box, each]) => box.width > 1 && box.height > 1 && Math.round(Math.min(box.width, box.height)) < 24)
  .map(([box, each]) => `${Math.round(box.width)}×${Math.round(box.height)} ${each.outerHTML.slice(0, 100)}`);
}"""


def test_every_page_fits_a_phone(world, things, sign_in):
    too_wide, too_small = {}, {}
    for person, pages in by_person(all_pages(things)):
        with sign_in(getattr(world, person, None), size=PHONE) as page:
            for each in pages:
                page.goto(each.url)
                if wider := page.evaluate(WIDER):
                    too_wide[str(each)] = wider
                if small := page.evaluate(SMALL):
                    too_small[str(each)] = small
    assert too_wide == {}
    assert "\n".join(f"{page}: {small}" for page, small in too_small.items()) == ""


def test_every_page_fits_a_screen_of_1024_and_of_1600(world, things, sign_in):
    too_wide = {}
    with sign_in(world.alice) as page:
        for url in ("/leads/", f"/leads/{things['lead']['alices']}/", "/pools/", "/pools/public/", "/runs/"):
            page.goto(url)
            for width in (768, 1024, 1600):
                page.set_viewport_size({"width": width, "height": 900})
                if wider := page.evaluate(WIDER):
                    too_wide[url, width] = wider
    assert too_wide == {}
