"""The pages of somebody who reads Chinese."""

import re

from .pages import all_pages, by_person

# English that stays English: names, codes, addresses, and words of the cast's own data.
ENGLISH = re.compile(r"[A-Za-z]{4,} [a-z]{2,} [a-z]{2,}")


def test_the_navigation_and_titles_are_chinese(world, things, sign_in):
    world.alice.language = "zh-hans"
    world.alice.save(update_fields=["language"])
    with sign_in(world.alice) as page:
        page.goto("/leads/")
        assert page.locator("html").get_attribute("lang") == "zh-hans"
        navigation = page.locator("nav.nav, .nav").first.inner_text()
        assert ("线索" in navigation, "公海" in navigation or "池" in navigation) == (True, True)
        assert re.search("[\u4e00-\u9fff]", page.locator("h1").first.inner_text())


def test_no_english_sentence_is_left_on_any_page(world, things, sign_in):
    left = {}
    for person, pages in by_person(all_pages(things)):
        user = getattr(world, person, None)
        if user is None:
            continue
        user.language = "zh-hans"
        user.save(update_fields=["language"])
        with sign_in(user) as page:
            for each in pages:
                page.goto(each.url)
                if found := ENGLISH.findall(page.locator("body").inner_text()):
                    left[str(each)] = sorted(set(found))[:5]
    assert left == {}
