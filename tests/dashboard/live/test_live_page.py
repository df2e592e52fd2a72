"""The page of live sessions: who is on top, what a row shows, what is sent when nothing changed, what is done there."""

import re
from typing import Any

import pytest

from eye.clock import new_id
from eye.dashboard.live import store as live_store
from eye.dashboard.live.store import Wanted
from eye.dashboard.live.view import ON_A_PAGE
from eye.db import Tx
from tests.dashboard.people import Person, colleague_of
from tests.media.upload import upload
from tests.reports.beats import Page
from tests.sessions.outcome import session as session_of
from tests.sessions.test_statements import Counted
from tests.world import Organisation, World

LIVE = "/dashboard/live"


@pytest.fixture
def viewer(acme: Organisation) -> Person:
    return colleague_of(acme, "Viewer").follow_new_link()


def begun(acme: Organisation, candidate: str, **fields: Any) -> Page:
    acme.world.clock.move(seconds=1)  # so that it is newer than those before
    page = Page(acme, candidateId=candidate, **fields)
    page.send("STARTED")
    return page


def rows(text: str) -> list[str]:
    """The sessions on the page from the top on."""
    return re.findall(r'<tr id="row-(ses_\w+)"', text)


def row(text: str, page: Page) -> str:
    """One row as it reads."""
    found = re.search(rf'<tr id="row-{page.id}".*?</tr>', text, re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_rows_rise_when_they_need_somebody(acme: Organisation, owner: Person, world: World) -> None:
    lost, dark, calm, flagged = (begun(acme, name) for name in ("lost", "dark", "calm", "flagged"))
    for _ in range(15):
        world.clock.move(seconds=10)
        for page in (dark, calm, flagged):
            looked = 2 if page is dark else 10
            page.send("HEARTBEAT", windows=[page.window("face", looked)])
    newest = begun(acme, "newest")
    assert rows(owner.read(LIVE)) == [lost.id, dark.id, newest.id, flagged.id, calm.id]
    flagged.send("MULTIPLE_FACE")
    text = owner.read(LIVE)
    assert rows(text) == [flagged.id, lost.id, dark.id, newest.id, calm.id]
    assert "High flag Live Several faces 1 flag" in row(text, flagged)
    assert "Connection lost none" in row(text, lost), "it is not said twice"
    assert "Low coverage Live Detector stood still 1 flag 0 % Camera" in row(text, dark)
    assert "3 need someone" in text
    world.end(lost.started["token"])
    assert lost.id not in rows(owner.read(LIVE))


def test_a_high_flag_that_was_decided_needs_nobody(acme: Organisation, owner: Person, world: World) -> None:
    page = begun(acme, "ada")
    page.send("MULTIPLE_FACE")
    assert "1 needs someone" in owner.read(LIVE)
    world.execute("update flags set review = 'dismissed' where session_id = :id", id=page.id)
    text = owner.read(LIVE)
    assert "Nobody needs you right now" in text
    assert "Several faces" in row(text, page), "it still goes on"


def test_filters_stay_in_the_address(acme: Organisation, owner: Person) -> None:
    acme.add_assessment("other", title="Other")
    here, there = begun(acme, "ada"), begun(acme, "bob", assessmentId="other")
    there.send("MULTIPLE_FACE")
    assert rows(owner.read(f"{LIVE}?assessment=other")) == [there.id]
    assert rows(owner.read(f"{LIVE}?needing=1")) == [there.id]
    assert rows(owner.read(f"{LIVE}?assessment=exam")) == [here.id]
    text = owner.read(f"{LIVE}?assessment=exam&needing=1")
    assert rows(text) == []
    assert "1 session in progress without" in text
    assert 'hx-sse:connect="/dashboard/live/stream?assessment=exam&needing=1&shown=' in text
    for strange in ("page=0", "page=x", "page=99999", "needing=maybe"):
        assert owner.get(f"{LIVE}?{strange}").status_code == 200


def test_a_row_shows_the_newest_picture_to_who_may_see_it(
    acme: Organisation, owner: Person, viewer: Person, world: World
) -> None:
    page = begun(acme, "ada")
    assert "thumb-empty" in owner.read(LIVE)
    for name in ("first", "second"):
        assert upload(world, page.started["token"], mediaId=name).status_code == 201
        world.clock.move(seconds=1)
    assert f'src="/dashboard/media/{page.id}/second"' in owner.read(LIVE)
    assert "/dashboard/media/" not in viewer.read(LIVE)


def test_time_left_stands_still_while_paused(acme: Organisation, owner: Person, world: World) -> None:
    page = begun(acme, "ada", examDuration=3600)
    assert "1 h 00 min" in row(owner.read(LIVE), page)
    owner.send(f"/dashboard/sessions/{page.id}/pause", back=LIVE)
    world.clock.move(minutes=10)
    text = owner.read(LIVE)
    assert "Paused" in row(text, page)
    assert "1 h 00 min" in row(text, page)


def test_a_proctor_acts_from_the_page(acme: Organisation, reviewer: Person, world: World) -> None:
    page = begun(acme, "ada", examDuration=3600)
    path = f"/dashboard/sessions/{page.id}"
    sent = reviewer.send(f"{path}/message", text="Please look up.\r\nThank you.", back=f"{LIVE}?needing=1")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{LIVE}?needing=1")
    assert page.send("HEARTBEAT")["commands"][0]["data"] == {"text": "Please look up.\nThank you."}
    assert "Please look up." in reviewer.read(path)
    assert reviewer.send(f"{path}/pause").headers["location"] == path
    assert "Resume" in row(reviewer.read(LIVE), page)
    reviewer.send(f"{path}/resume")
    ended = reviewer.send(f"{path}/end", reason="Somebody else was there.", back="https://evil.example/")
    assert ended.headers["location"] == path
    assert session_of(acme, page.id)["endNote"] == "Somebody else was there."
    assert "“Somebody else was there.”" in reviewer.read(path)
    acts = world.rows("select act, actor from audit where subject = :id", id=page.id)
    assert {one["act"] for one in acts} == {"session.message", "session.pause", "session.resume", "session.end"}
    assert {one["actor"] for one in acts} == {str(reviewer.member_id)}


def test_what_was_typed_wrong_is_said_and_kept(acme: Organisation, owner: Person) -> None:
    page = begun(acme, "ada")
    path = f"/dashboard/sessions/{page.id}"
    assert "Write what the candidate is to read." in owner.send(f"{path}/message", text=" ").text
    long = owner.send(f"{path}/message", text="x" * 1001)
    assert long.status_code == 422
    assert "at most 1,000" in long.text
    assert "x" * 1001 in long.text
    assert "Say why" in owner.send(f"{path}/end", reason="").text
    assert owner.send(f"{path}/end", reason="x" * 501).status_code == 422
    assert session_of(acme, page.id)["status"] == "active"


def test_an_ended_session_is_not_messaged_or_ended_again(acme: Organisation, owner: Person, world: World) -> None:
    page = begun(acme, "ada")
    world.end(page.started["token"])
    path = f"/dashboard/sessions/{page.id}"
    assert "no message any more" in owner.read(f"{path}/message")
    assert "has ended already" in owner.read(f"{path}/end")
    assert owner.send(f"{path}/pause").status_code == 409
    assert owner.send(f"{path}/message", text="Hello").status_code == 422


def test_another_attempt_is_granted_from_the_session(acme: Organisation, owner: Person, world: World) -> None:
    acme.add_assessment("once", attempts=1)
    page = begun(acme, "ada", assessmentId="once")
    path = f"/dashboard/sessions/{page.id}"
    assert "attempt 1 of 1" in owner.read(path)
    assert "can use 2 attempts in all" in owner.read(f"{path}/attempt")
    assert owner.send(f"{path}/attempt").status_code == 303
    assert "attempt 1 of 2" in owner.read(path)
    plain = begun(acme, "ada")
    assert "sets no limit" in owner.read(f"/dashboard/sessions/{plain.id}/attempt")
    assert owner.send(f"/dashboard/sessions/{plain.id}/attempt").status_code == 409
    assert f"/dashboard/sessions/{plain.id}/attempt" not in owner.read(LIVE)


ACTS = ("message", "pause", "resume", "end", "attempt")


def test_who_may_only_look_sees_no_acts_and_gets_403(acme: Organisation, viewer: Person) -> None:
    page = begun(acme, "ada")
    for path in (LIVE, f"/dashboard/sessions/{page.id}"):
        text = viewer.read(path)
        assert not any(f"{page.id}/{act}" in text for act in ACTS)
    for act in ACTS:
        answer = viewer.send(f"/dashboard/sessions/{page.id}/{act}", text="x", reason="x")
        assert answer.status_code == 403
        assert ("session.end" if act == "end" else "session.update") in answer.text
    assert session_of(acme, page.id)["status"] == "active"


def test_a_stranger_sees_no_live_session_and_gets_404(acme: Organisation, outsider: Person) -> None:
    page = begun(acme, "ada")
    assert page.id not in outsider.read(LIVE)
    for act in ACTS:
        answer = outsider.send(f"/dashboard/sessions/{page.id}/{act}", text="x", reason="x")
        assert answer.status_code == 404
    for act in ("message", "end", "attempt"):
        assert outsider.get(f"/dashboard/sessions/{page.id}/{act}").status_code == 404
    assert session_of(acme, page.id)["status"] == "active"


def seeded(acme: Organisation, world: World, count: int) -> None:
    """`count` more running sessions like one that there is, each of a candidate of its own."""
    page = begun(acme, "pattern")
    (first,) = world.rows("select * from sessions where id = :id", id=page.id)
    names = ", ".join(first)

    def copy(tx: Tx) -> None:
        ids = [new_id("ses", world.clock.at) for _ in range(count)]
        people = [{"org": acme.id, "id": f"seed-{n}"} for n in range(count)]
        tx.many("insert into candidates (organisation_id, id, created_at) values (:org, :id, 1)", people)
        copies = [{**first, "id": id, "candidate_id": one["id"]} for id, one in zip(ids, people, strict=True)]
        tx.many(f"insert into sessions ({names}) values ({', '.join(':' + name for name in first)})", copies)  # noqa: S608

    world.write(copy)


def test_a_page_holds_a_hundred_and_says_how_many_more(acme: Organisation, owner: Person, world: World) -> None:
    seeded(acme, world, 2 * ON_A_PAGE + 4)
    text = owner.read(LIVE)
    assert len(rows(text)) == ON_A_PAGE
    assert "1 to 100 of 205" in text
    assert "Next 100" in text
    last = owner.read(f"{LIVE}?page=3")
    assert len(rows(last)) == 5
    assert "201 to 205 of 205" in last
    seen = {id for number in (1, 2, 3) for id in rows(owner.read(f"{LIVE}?page={number}"))}
    assert len(seen) == 205
    assert "Nothing on this page any more" in owner.read(f"{LIVE}?page=9")


def test_the_number_of_queries_does_not_grow_with_the_rows(acme: Organisation, world: World) -> None:
    def queries(tx: Tx) -> int:
        counted = Counted(tx)
        live_store.counts(counted, acme.id, Wanted(), world.clock.at)
        live_store.page_of(counted, acme.id, Wanted(), world.clock.at, ON_A_PAGE)
        return counted.statements

    assert world.read(queries) == 2
    seeded(acme, world, 50)
    assert world.read(queries) == 2
