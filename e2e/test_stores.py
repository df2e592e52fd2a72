"""Where the browser keeps what waits: with a full disk, and in private windows without a database."""

import pytest
from playwright.sync_api import BrowserContext, Page

from e2e.exam import exam_page, open_exam, settled
from e2e.mishaps import assert_numbered_without_a_gap, assert_went_on, happen, happened, unreachable, watched
from e2e.servers import EyeServer, HostPages, School, until

WITHOUT = {
    "none": "Object.defineProperty(window, 'indexedDB', {value: undefined})",
    "refused": "IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError'); }",
    "failing": """IDBFactory.prototype.open = () => {
        const request = new EventTarget();
        setTimeout(() => request.onerror(new Event('error')));
        return request;
    }""",
    "silent": "IDBFactory.prototype.open = () => new EventTarget()",
}


def give_room(page: Page, size: int | None) -> None:
    """So many bytes for the website in this browser; None for as many as the disk has."""
    limit = {} if size is None else {"quotaSize": size}
    origin = page.evaluate("location.origin")
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": origin, **limit})


def test_with_a_full_disk_the_exam_goes_on_out_of_memory(
    page: Page, context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    watched(school)
    with unreachable(context, eye):
        give_room(page, 0)
        happen(page, 150)
        page.get_by_text("No connection").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: happened(school) == 150)
    assert_numbered_without_a_gap(school)


def test_what_a_full_disk_did_not_take_is_written_once_there_is_room(
    page: Page, context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    open_exam(page, hosts, exam_page(eye, school))
    watched(school)
    with unreachable(context, eye):
        give_room(page, 0)
        happen(page, 150)
        page.wait_for_function(WAITING, arg=0)
        give_room(page, None)
        happen(page, 1)
        page.wait_for_function(WAITING, arg=151)
        page.reload()
    assert settled(page) == "on"
    until(lambda: happened(school) == 151)
    assert_went_on(school)


# Whether so many events of that kind are in the store; none counts only when the last write has failed.
WAITING = """(count) => new Promise((done) => {
  const request = indexedDB.open("eye");
  request.onsuccess = () => {
    const database = request.result;
    const all = database.transaction("events", "readwrite").objectStore("events").getAll();
    all.onsuccess = () => {
      database.close();
      done(all.result.filter(({ text }) => text.includes("CONTEXT_MENU")).length === count);
    };
  };
})"""


@pytest.mark.parametrize("without", WITHOUT)
def test_without_a_database_a_reload_loses_nothing(
    page: Page, context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages, without: str
) -> None:
    context.add_init_script(WITHOUT[without])
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    watched(school)
    with unreachable(context, eye):
        happen(page, 150)
        page.reload()
    assert settled(page) == "on"
    until(lambda: happened(school) == 150)
    assert_went_on(school)


def test_where_nothing_is_kept_at_all_the_exam_still_goes_on(
    page: Page, context: BrowserContext, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    context.add_init_script(WITHOUT["none"])
    for name in ("sessionStorage", "localStorage"):
        context.add_init_script(f"Object.defineProperty(window, '{name}', {{get() {{ throw new Error('denied'); }}}})")
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    watched(school)
    with unreachable(context, eye):
        happen(page, 150)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: happened(school) == 150)
    assert_numbered_without_a_gap(school)
