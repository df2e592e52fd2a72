"""The queue of flags and the page of one: what they show, decisions with and without a script, who may."""

import re
from typing import Any

import pytest

from eye.clock import DAY, iso
from eye.dashboard.review.queue import find_queue
from eye.db import Tx
from eye.flags.review_store import Wanted
from tests.dashboard.people import Person, colleague_of
from tests.flags.flagged import Reviewer, flagged, review, shown
from tests.sessions.test_statements import Counted
from tests.world import Organisation, World

PATH = "/dashboard/flags"


@pytest.fixture
def flag(acme: Organisation) -> dict[str, Any]:
    return flagged(acme, candidateFirstName="Ada")[0]


@pytest.fixture
def viewer(acme: Organisation) -> Person:
    return colleague_of(acme, "Viewer").follow_new_link()


def _shown_ids(text: str) -> list[str]:
    return re.findall(r'<li class="list-item flag-row" id="flag-(flg_\w+)"', text)


def _decide(person: Person, flag: dict[str, Any], decision: str, version: int = 0, **more: Any) -> Any:
    path = f"{PATH}/{flag['id']}/review"
    return person.send(path, decision=decision, version=str(version), place="queue", back=PATH, **more)


def _swapped(person: Person, flag: dict[str, Any], act: str, **fields: str) -> Any:
    """What htmx sends, which asks for the row alone."""
    data = {"csrf": person.csrf, "version": "0", "place": "queue", "back": PATH, **fields}
    return person.ask("POST", f"{PATH}/{flag['id']}/{act}", data, origin="http://testserver", hx_request="true")


def test_an_empty_queue_says_so(acme: Organisation, owner: Person) -> None:
    text = owner.read(PATH)
    assert "Nothing waits for a decision." in text
    assert "Nothing waits for you" in text
    assert "No flag was raised so far." in owner.read(f"{PATH}?state=all")
    assert "No flag matches" in owner.read(f"{PATH}?severity=high")


def test_what_waits_is_shown_with_whom_it_is_about(owner: Person, flag: dict[str, Any]) -> None:
    text = owner.read(PATH)
    assert _shown_ids(text) == [flag["id"]]
    assert "1 medium waiting." in text
    assert f'href="/dashboard/sessions/{flag["sessionId"]}?at={flag["id"]}#look"><bdi>Ada</bdi>' in text
    assert "The exam page was left for another tab or window." in text


@pytest.mark.parametrize(
    ("decision", "said"), [("confirm", "confirmed"), ("dismiss", "dismissed"), ("second_look", "second look")]
)
def test_a_decision_without_a_script_leads_back_and_offers_undo(
    acme: Organisation, owner: Person, flag: dict[str, Any], decision: str, said: str
) -> None:
    answer = _decide(owner, flag, decision, note="Seen.\r\nTwice.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?done={flag['id']}")
    assert shown(acme, flag)["review"]["note"] == "Seen.\nTwice."
    text = owner.read(answer.headers["location"])
    assert f"Exam page left of <bdi>Ada</bdi>: {said}." in text
    assert _shown_ids(text) == []
    back = owner.send(f"{PATH}/{flag['id']}/undo", version="1", back=PATH)
    assert back.status_code == 303
    assert _shown_ids(owner.read(PATH)) == [flag["id"]]


def test_htmx_gets_the_one_row(acme: Organisation, owner: Person, flag: dict[str, Any]) -> None:
    answer = _swapped(owner, flag, "review", decision="dismiss")
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<li class="list-item flag-row"')
    assert "<html" not in answer.text
    assert "Dismissed" in answer.text
    again = _swapped(owner, flag, "undo", version="1")
    assert 'value="confirm"' in again.text


def test_a_row_that_was_swapped_can_still_be_chosen(acme: Organisation, owner: Person) -> None:
    flag = flagged(acme, "PRINT_ATTEMPT")[0]
    box = f'type="checkbox" name="flag" value="{flag["id"]}"'
    assert box in owner.read(PATH)
    assert box not in _swapped(owner, flag, "review", decision="dismiss", picking="on").text
    assert box in _swapped(owner, flag, "undo", version="1", picking="on").text


def test_who_comes_second_sees_what_the_first_decided(acme: Organisation, owner: Person, flag: dict[str, Any]) -> None:
    review(acme, flag, "dismiss", note="A cat.")
    plain = _decide(owner, flag, "confirm", note="My own words")
    assert plain.status_code == 409
    for text in (plain.text, _swapped(owner, flag, "review", decision="confirm").text):
        assert "Your decision was not kept:" in text
        assert "the API key secret live" in text
        assert "A cat." in text
    assert shown(acme, flag)["review"]["state"] == "dismissed"
    assert len(shown(acme, flag)["history"]) == 1


def test_what_was_typed_stays_when_it_is_still_open(acme: Organisation, owner: Person, flag: dict[str, Any]) -> None:
    Reviewer(acme, "ada").decide(flag, "second_look")
    answer = _swapped(owner, flag, "review", decision="confirm", note="My own words")
    assert "Your decision was not kept:" in answer.text
    assert "My own words</textarea>" in answer.text
    assert 'name="version" value="1"' in answer.text


def test_a_form_without_a_version_overwrites_nothing(acme: Organisation, owner: Person, flag: dict[str, Any]) -> None:
    assert owner.send(f"{PATH}/{flag['id']}/review", decision="confirm").status_code == 409
    assert shown(acme, flag)["review"]["state"] == "waiting"


def test_a_second_reviewer_is_asked_for_on_the_page(acme: Organisation, owner: Person, reviewer: Person) -> None:
    acme.add_assessment("strict", policy='{"secondReview":true}')
    flag = flagged(acme, assessmentId="strict")[0]
    text = _swapped(owner, flag, "review", decision="confirm").text
    assert "It counts when another reviewer has agreed." in text
    assert 'value="confirm"' not in text
    assert _decide(owner, flag, "confirm", 1).status_code == 409
    assert 'value="confirm"' in reviewer.read(f"{PATH}?state=second_look")
    assert _decide(reviewer, flag, "confirm", 1).status_code == 303
    assert "Confirmed" in owner.read(f"{PATH}?state=decided")


def test_the_filter_stands_in_the_address(acme: Organisation, owner: Person, world: World) -> None:
    acme.add_assessment("other", title="Other exam")
    low = flagged(acme, "PRINT_ATTEMPT", candidateFirstName="Ada", candidateLastName="Lovelace")[0]
    world.clock.move(hours=24)
    owner.follow_new_link()
    high = flagged(acme, "MULTIPLE_FACE", candidateId="bob", assessmentId="other")[0]
    review(acme, high, "confirm")
    today = str(shown(acme, high)["raisedAt"])[:10]
    for query, ids in {
        "": [low["id"]],
        "state=all": [high["id"], low["id"]],
        "state=decided": [high["id"]],
        "state=nonsense": [low["id"]],
        "state=all&severity=high": [high["id"]],
        "state=all&type=PRINT_ATTEMPT": [low["id"]],
        "state=all&assessment=other": [high["id"]],
        "state=all&candidate=lovel": [low["id"]],
        "state=all&candidate=BOB": [high["id"]],
        "state=all&candidate=%25": [],
        f"state=all&session={low['sessionId']}": [low["id"]],
        f"state=all&from={today}": [high["id"]],
        f"state=all&to={today}": [high["id"], low["id"]],
        "state=all&to=2026-02-31": [high["id"], low["id"]],
    }.items():
        assert _shown_ids(owner.read(f"{PATH}?{query}")) == ids, query
    text = owner.read(f"{PATH}?state=all&severity=high")
    assert 'name="back" value="/dashboard/flags?state=all&severity=high"' in text


@pytest.mark.parametrize("more", ["", "&severity=high", "&type=MULTIPLE_FACE", "&candidate=ad", "&assessment=exam"])
def test_a_flag_that_came_late_stands_on_its_own_day(
    acme: Organisation, owner: Person, world: World, more: str
) -> None:
    soon, late = (flagged(acme, "MULTIPLE_FACE", candidateId=who)[0] for who in ("ada", "adam"))
    for flag, days in ((soon, 0), (late, 3)):
        world.execute("update flags set raised_at = raised_at - :ago where id = :id", id=flag["id"], ago=days * DAY)
    before, day = (str(iso(world.clock.at - days * DAY))[:10] for days in (3, 0))
    for state in ("all", "waiting"):
        assert _shown_ids(owner.read(f"{PATH}?state={state}&from={before}&to={before}{more}")) == [late["id"]]
        assert _shown_ids(owner.read(f"{PATH}?state={state}&from={day}&to={day}{more}")) == [soon["id"]]
        whole = _shown_ids(owner.read(f"{PATH}?state={state}&from={before}&to={day}{more}"))
        assert sorted(whole) == sorted([soon["id"], late["id"]])


def test_technical_flags_are_hidden_until_asked_for(acme: Organisation, owner: Person, world: World) -> None:
    token = acme.started()["token"]
    world.send(token, world.event(1, "STARTED"), world.event(5, "HEARTBEAT"))
    assert _shown_ids(owner.read(PATH)) == []
    assert len(_shown_ids(owner.read(f"{PATH}?state=technical"))) == 1


def test_older_flags_are_one_link_away(acme: Organisation, owner: Person, world: World) -> None:
    made = list[dict[str, Any]]()
    for _ in range(2):
        world.clock.move(seconds=1)
        made += flagged(acme, *["PRINT_ATTEMPT"] * 30, candidateId=f"c{len(made)}")
    first = owner.read(f"{PATH}?type=PRINT_ATTEMPT")
    older = re.search(r'href="([^"]*before=[^"]*)">Older', first)
    assert older is not None
    second = owner.read(older[1])
    assert len(_shown_ids(first)) == 50
    assert len(_shown_ids(second)) == 10
    assert {*_shown_ids(first), *_shown_ids(second)} == {flag["id"] for flag in made}
    assert "Newest" in second


def test_no_row_costs_a_query(acme: Organisation, world: World) -> None:
    def count() -> int:
        def read(tx: Tx) -> int:
            counted = Counted(tx)
            find_queue(counted, acme.id, Wanted(queue="waiting"), "")
            return counted.statements

        return world.read(read)

    flagged(acme, candidateId="one")
    few = count()
    flagged(acme, *["PRINT_ATTEMPT"] * 40, candidateId="two")
    assert count() == few


def test_the_history_of_a_flag_is_a_page(acme: Organisation, owner: Person, flag: dict[str, Any]) -> None:
    assert "Nobody has decided about it yet." in owner.read(f"{PATH}/{flag['id']}")
    review(acme, flag, "dismiss", note="A cat.")
    text = owner.read(f"{PATH}/{flag['id']}")
    assert "dismissed it." in text
    assert "A cat." in text


def test_a_viewer_sees_flags_and_no_control(acme: Organisation, viewer: Person, flag: dict[str, Any]) -> None:
    for path in (PATH, f"{PATH}/{flag['id']}", f"/dashboard/sessions/{flag['sessionId']}"):
        text = viewer.read(path)
        assert "Exam page left" in text
        assert 'name="decision"' not in text
        assert 'name="outcome"' not in text
    assert _decide(viewer, flag, "confirm").status_code == 403
    for path in (f"{PATH}/{flag['id']}/undo", f"{PATH}/dismiss", f"/dashboard/sessions/{flag['sessionId']}/outcome"):
        assert viewer.send(path).status_code == 403
    assert viewer.get(f"{PATH}/dismiss").status_code == 403
    assert shown(acme, flag)["review"]["state"] == "waiting"


def test_a_stranger_finds_nothing(acme: Organisation, outsider: Person, flag: dict[str, Any]) -> None:
    assert _shown_ids(outsider.read(f"{PATH}?state=all&session={flag['sessionId']}")) == []
    assert flag["id"] not in outsider.read(f"{PATH}?done={flag['id']}")
    assert outsider.get(f"{PATH}/{flag['id']}").status_code == 404
    assert _decide(outsider, flag, "confirm").status_code == 404
    assert outsider.send(f"{PATH}/{flag['id']}/undo", version="0").status_code == 404
    answer = outsider.send(f"/dashboard/sessions/{flag['sessionId']}/outcome", outcome="violation", version="0")
    assert answer.status_code == 404
    assert shown(acme, flag)["review"]["state"] == "waiting"


def test_a_bad_decision_and_a_bad_way_back_do_no_harm(acme: Organisation, owner: Person, flag: dict[str, Any]) -> None:
    assert _decide(owner, flag, "maybe").status_code == 422
    answer = owner.send(f"{PATH}/{flag['id']}/review", decision="confirm", version="0", back="https://evil.example/")
    assert answer.headers["location"].startswith(f"{PATH}?done=")


def test_the_session_page_decides_too(acme: Organisation, owner: Person, flag: dict[str, Any]) -> None:
    path = f"/dashboard/sessions/{flag['sessionId']}?at={flag['id']}"
    assert f'name="back" value="{path}"' in owner.read(path)
    sent = {"decision": "dismiss", "version": "0", "place": "session", "back": path}
    answer = owner.send(f"{PATH}/{flag['id']}/review", **sent)
    assert answer.headers["location"] == f"{path}#look"
    assert "Dismissed" in owner.read(path)
