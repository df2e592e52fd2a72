"""Live proctoring: what a proctor does reaches the candidate's page, and what happens there the page of the proctor."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from e2e.exam import config, exam_page, open_exam
from e2e.servers import EyeServer, HostPages, School, until
from eye.clock import Clock, from_iso, iso, new_id, new_secret
from eye.db import Tx
from eye.organisations.sign_in.links import make_link


@pytest.fixture
def proctor(browser: Browser, school: School) -> Iterator[Page]:
    """The page of live sessions of somebody who is signed in."""
    token = new_secret(43)

    def make(tx: Tx, now: int) -> None:
        make_link(tx, school.owner_id, "sign_in", token, now)

    school.eye.write(make)
    page = browser.new_context().new_page()
    page.goto(f"{school.eye.url}/dashboard/link/{token}")
    page.goto(f"{school.eye.url}/dashboard/live")
    yield page
    page.context.close()


def test_a_message_is_shown_and_its_sender_sees_that(
    page: Page, proctor: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    proctor.get_by_role("link", name="Message ada").click()
    proctor.get_by_label("Message").fill("Please show your desk.")
    proctor.get_by_role("button", name="Send").click()
    page.get_by_text("Message from your exam supervisor").wait_for()
    page.get_by_text("Please show your desk.").wait_for()
    proctor.get_by_role("link", name="ada", exact=True).click()
    proctor.locator("#session").get_by_text("shown").wait_for()
    assert [event["type"] for event in school.events()].count("COMMAND_DONE") == 1


def test_a_pause_stops_the_watching_and_a_resume_moves_the_end(
    page: Page, proctor: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    assert open_exam(page, hosts, exam_page(eye, school, examDuration=3600)) == "on"
    before = until(lambda: school.session()["examEndsAt"])
    proctor.get_by_role("button", name="Pause ada").click()
    proctor.get_by_role("button", name="Resume ada").wait_for()
    assert (school.session()["status"], school.session()["examEndsAt"]) == ("paused", None)
    page.get_by_text("Monitoring is paused").wait_for()
    page.click("h1", button="right")
    resumed = Clock().now()
    proctor.get_by_role("button", name="Resume ada").click()
    page.get_by_text("Monitoring is paused").wait_for(state="hidden")
    seen = until(lambda: _right_click(page, school))
    assert all(from_iso(event["at"]) > resumed for event in seen), "what happened during the pause was not watched"
    assert school.session()["status"] == "active"
    assert from_iso(school.session()["examEndsAt"]) > from_iso(before)


def _right_click(page: Page, school: School) -> list[dict[str, Any]]:
    """Once more; what the server knows of that so far."""
    page.click("h1", button="right")
    return [event for event in school.events() if event["type"] == "CONTEXT_MENU"]


def test_a_page_that_is_loaded_during_a_pause_stays_paused(
    page: Page, proctor: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    until(lambda: school.session()["status"] == "active")
    page.context.set_offline(True)
    proctor.get_by_role("button", name="Pause ada").click()
    proctor.get_by_role("button", name="Resume ada").wait_for()
    page.context.set_offline(False)
    page.reload()
    page.get_by_text("Monitoring is paused").wait_for()


def test_an_exam_is_ended_with_a_reason(
    page: Page, proctor: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    assert open_exam(page, hosts, exam_page(eye, school)) == "on"
    proctor.get_by_role("link", name="End the exam of ada").click()
    proctor.get_by_label("Reason").fill("A second person was in the room.")
    proctor.get_by_role("button", name="End the exam").click()
    proctor.get_by_text("No session in progress").wait_for()
    found = school.session()
    assert (found["endReason"], found["endNote"]) == ("proctor", "A second person was in the room.")
    page.get_by_text("Monitoring has ended.").wait_for()
    page.wait_for_function("seen.some((one) => one.name === 'END_PROCTORING')")


class Candidate:
    """A page of an exam without a browser."""

    def __init__(self, page: Page, eye: EyeServer, school: School, hosts: HostPages, **fields: Any) -> None:
        self._page, self._port, self._headers = page, eye.port, {"origin": hosts.url("")}
        self._token = self._post("/v1/init", {**config(school), **fields})["token"]
        self._seq = 0
        self.send("STARTED")

    def send(self, type: str, **data: Any) -> None:
        self._seq += 1
        event = {"seq": self._seq, "type": type, "at": iso(Clock().now()), "data": data}
        self._post("/v1/events", {"token": self._token, "events": [event]})

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        answer = self._page.request.post(f"http://127.0.0.1:{self._port}{path}", data=body, headers=self._headers)
        assert answer.ok, answer.text()
        return answer.json()


def test_a_change_is_on_the_screen_within_a_second(
    page: Page, proctor: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    candidate = Candidate(page, eye, school, hosts)
    Candidate(page, eye, school, hosts, candidateId="bob")
    proctor.get_by_text("Nobody needs you right now").wait_for()
    candidate.send("MULTIPLE_FACE")
    proctor.get_by_text("Several faces").wait_for(timeout=1_000)
    assert proctor.get_by_text("1 needs someone").is_visible()
    first = proctor.locator("tbody tr").first
    first.evaluate("(row) => (row.kept = true)")
    # By another process than the one that the page asks.
    eye.execute("update sessions set flag_count = 7 where candidate_id = 'ada' and organisation_id = :id", id=school.id)
    first.get_by_text("7 flags").wait_for(timeout=1_000)
    assert first.evaluate("(row) => row.kept"), "the row stayed where it was and only its text changed"
    assert proctor.locator("tbody tr").count() == 2


def _crowd(tx: Tx, organisation_id: str, count: int, now: int) -> None:
    """So many more sessions such as the newest, each of a candidate of its own."""
    one = tx.one(
        "select * from sessions where organisation_id = :id order by id desc limit 1",
        id=organisation_id,
    )
    assert one is not None
    made = [{**one, "id": new_id("ses", now + n), "candidate_id": f"c{n}", "start_id": None} for n in range(count)]
    tx.many(
        "insert into candidates (organisation_id, id, created_at)"
        " values (:organisation_id, :candidate_id, :created_at)",
        [{name: row[name] for name in ("organisation_id", "candidate_id", "created_at")} for row in made],
    )
    columns = ", ".join(one)
    tx.many(f"insert into sessions ({columns}) values ({', '.join(f':{name}' for name in one)})", made)  # noqa: S608


def test_one_of_two_thousand_who_needs_somebody_rises_to_the_top(
    page: Page, proctor: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    candidate = Candidate(page, eye, school, hosts)
    eye.write(_crowd, school.id, 2_000)
    proctor.get_by_text("2,001 sessions in progress").wait_for()
    rows = proctor.locator(".table-live tbody tr")
    proctor.wait_for_function("document.querySelectorAll('.table-live tbody tr').length === 100")
    assert proctor.get_by_role("link", name="ada", exact=True).count() == 0, "the oldest is on the last page"
    candidate.send("MULTIPLE_FACE")
    rows.first.get_by_role("link", name="ada", exact=True).wait_for()
    rows.first.get_by_text("Several faces").wait_for()
    assert rows.count() == 100
    assert proctor.get_by_text("1 needs someone").is_visible()
    proctor.get_by_role("link", name="Next 100").click()
    proctor.get_by_text("101 to 200 of 2,001").wait_for()


def test_a_proctor_who_signs_out_elsewhere_is_asked_to_sign_in(
    page: Page, proctor: Page, eye: EyeServer, school: School, hosts: HostPages
) -> None:
    candidate = Candidate(page, eye, school, hosts)
    proctor.get_by_text("Nobody needs you right now").wait_for()
    eye.execute("delete from sign_ins where member_id = :id", id=school.owner_id)
    candidate.send("MULTIPLE_FACE")
    proctor.wait_for_url("**/dashboard/sign-in?next=/dashboard/live")
