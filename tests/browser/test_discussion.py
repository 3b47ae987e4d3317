"""Comments, names and files as people use them: by mouse, by keyboard, without scripts."""

import pytest
from playwright.sync_api import expect

from hotcrm.activities.models import Attachment, Comment
from hotcrm.records.models import Notice
from tests.factories import make_lead

from .conftest import PHONE
from .test_axe import violations

DROP = """([place, names]) => {
  const dataTransfer = new DataTransfer();
  for (const name of names) dataTransfer.items.add(new File(["Dropped"], name));
  const options = { dataTransfer, bubbles: true, cancelable: true };
  for (const type of ["dragover", "drop"]) document.querySelector(place).dispatchEvent(new DragEvent(type, options));
}"""


@pytest.fixture
def lead(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_lead(owner=world.alice, last_name="Doe")


def one(name, content=b"Our offer"):
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def test_a_colleague_is_named_by_keyboard_and_told(world, lead, sign_in):
    with sign_in(world.alice) as page:
        page.goto(lead.get_absolute_url())
        page.locator("#composer .comment-tab").check()
        box = page.locator("#comment-box textarea")
        box.press_sequentially("Please look @da")
        expect(page.locator(".mention-list li")).to_have_text("Dave@dave")
        box.press("Escape")
        expect(page.locator(".mention-list")).to_have_count(0)
        box.press_sequentially("v")
        expect(page.locator(".mention-list li")).to_have_count(1)
        box.press("ArrowDown")
        box.press("Enter")
        expect(box).to_have_value("Please look @dave ")
        box.press_sequentially("and @mallory")
        box.press("Control+Enter")
        expect(page.locator("#timeline")).to_contain_text("Please look @dave and @mallory")
        expect(page.locator("#timeline .mention")).to_have_text(["@dave"])
        expect(page.locator("#toasts")).to_contain_text("@mallory cannot see this and was not told.")
    assert [notice.recipient for notice in Notice.objects.filter(kind="mention")] == [world.dave]


def test_a_comment_is_edited_in_a_dialog_and_deleted_after_a_question(world, lead, sign_in):
    lead.comment(by=world.alice, body="Frist")
    with sign_in(world.alice) as page:
        page.goto(lead.get_absolute_url())
        page.locator(".comment-tools").get_by_role("link", name="Edit").click()
        page.locator("#dialog textarea").fill("First")
        page.locator("#dialog").get_by_role("button", name="Edit the comment").click()
        expect(page.locator("#timeline")).to_contain_text("(edited)")
        page.locator(".comment-tools").get_by_role("button", name="Delete").click()
        page.locator("#confirm [data-confirm-yes]").click()
        expect(page.locator("#timeline")).to_contain_text("Comment deleted")
    assert Comment.objects.count() == 0


def test_files_are_chosen_dropped_refused_and_removed_in_place(world, lead, sign_in):
    with sign_in(world.alice) as page:
        page.goto(lead.get_absolute_url())
        panel = page.locator("#files")
        panel.locator("input[type=file]").set_input_files([one("offer.txt"), one("prices.csv", b"a,b")])
        expect(panel.locator(".file-list a")).to_have_text(["prices.csv", "offer.txt"])
        page.evaluate(DROP, ["#files", ["dropped.txt"]])
        expect(panel.locator(".file-list a").first).to_have_text("dropped.txt")
        panel.locator("input[type=file]").set_input_files([one("nothing.txt", b"")])
        expect(panel.get_by_role("alert")).to_have_text("“nothing.txt” is empty.")
        panel.get_by_role("button", name="Remove dropped.txt").click()
        page.locator("#confirm [data-confirm-yes]").click()
        expect(panel.locator(".file-list a")).to_have_text(["prices.csv", "offer.txt"])
        with page.expect_download() as download:
            panel.get_by_role("link", name="offer.txt").click()
        assert (download.value.suggested_filename, download.value.path().read_bytes()) == ("offer.txt", b"Our offer")
    assert Attachment.objects.count() == 2


def test_all_of_it_works_without_scripts(world, lead, sign_in):
    with sign_in(world.alice, javascript=False) as page:
        page.goto(lead.get_absolute_url())
        page.locator("#composer .comment-tab").check()
        page.locator("#comment-box textarea").fill("Without scripts, @dave")
        page.locator("#comment-box").get_by_role("button", name="Comment").click()
        expect(page.locator("#timeline")).to_contain_text("Without scripts, @dave")
        page.locator("#files input[type=file]").set_input_files([one("a.txt"), one("b.txt")])
        page.locator("#files").get_by_role("button", name="Add files").click()
        expect(page.locator("#files .file-list a")).to_have_text(["b.txt", "a.txt"])
        page.locator("#files input[type=file]").set_input_files([one("c.txt", b"")])
        page.locator("#files").get_by_role("button", name="Add files").click()
        expect(page.get_by_role("alert")).to_have_text("“c.txt” is empty.")
        page.get_by_role("button", name="Remove a.txt").click()
        expect(page.locator(".file-list a")).to_have_text(["b.txt"])
    assert (Comment.objects.count(), Attachment.objects.count()) == (1, 1)


def test_axe_finds_nothing_in_them(world, lead, sign_in):
    lead.comment(by=world.alice, body="@dave look")
    found = []
    with sign_in(world.alice, size=PHONE) as page:
        page.goto(f"/files/lead/{lead.pk}/")
        found += violations(page)
        page.goto(lead.get_absolute_url())
        page.locator("#files input[type=file]").set_input_files([one("a.txt")])
        expect(page.locator(".file-list a")).to_have_count(1)
        page.locator("#files input[type=file]").set_input_files([one("c.txt", b"")])
        expect(page.get_by_role("alert")).to_have_count(1)
        page.locator("#composer .comment-tab").check()
        page.locator("#comment-box textarea").press_sequentially("@da")
        expect(page.locator(".mention-list li")).to_have_count(1)
        found += violations(page)
    assert "\n".join(map(str, found)) == ""
