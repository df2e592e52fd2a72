"""Decisions about flags: confirm, dismiss, second look, undo, two reviewers, two at once; what they leave behind."""

import asyncio
from typing import Any

import msgspec
import pytest

from eye.clock import iso
from eye.errors import Refusal
from eye.flags.review import Decision, decide, dismiss_several
from eye.organisations.permissions import ROLES
from eye.organisations.principal import Principal
from tests.flags.flagged import Reviewer, flagged, review, shown
from tests.reading import problem
from tests.world import Organisation, World


@pytest.fixture
def flag(acme: Organisation) -> dict[str, Any]:
    return flagged(acme)[0]


def test_a_new_flag_waits(acme: Organisation, flag: dict[str, Any]) -> None:
    nothing = {"state": "waiting", "by": None, "firstBy": None, "at": None, "note": None, "version": 0}
    assert flag["review"] == nothing
    assert shown(acme, flag)["history"] == []


@pytest.mark.parametrize(
    ("decision", "state"), [("confirm", "confirmed"), ("dismiss", "dismissed"), ("second_look", "second_look")]
)
def test_a_decision_stands_with_who_when_and_why(
    acme: Organisation, flag: dict[str, Any], world: World, decision: str, state: str
) -> None:
    world.clock.move(minutes=5)
    answer = review(acme, flag, decision, note="Looked at it.\nTwice.")
    assert answer.status_code == 200
    found = answer.json()["review"]
    assert (found["state"], found["at"], found["note"]) == (state, iso(world.clock.at), "Looked at it.\nTwice.")
    assert found["by"].startswith("key_")
    assert shown(acme, flag)["review"] == found
    (noted,) = shown(acme, flag)["history"]
    assert (noted["decision"], noted["state"], noted["by"]) == (decision, state, found["by"])


def test_what_is_decided_is_not_decided_over(acme: Organisation, flag: dict[str, Any]) -> None:
    review(acme, flag, "dismiss")
    answer = review(acme, flag, "confirm")
    assert problem(answer) == (409, "flag_reviewed_meanwhile")
    assert answer.json()["review"]["state"] == "dismissed"
    assert shown(acme, flag)["review"]["state"] == "dismissed"


def test_a_second_look_ends_with_a_decision(acme: Organisation, flag: dict[str, Any]) -> None:
    assert Reviewer(acme, "ada").decide(flag, "second_look") == "second_look"
    assert Reviewer(acme, "bob").decide(flag, "dismiss") == "dismissed"


def test_undo_brings_back_what_stood_before_and_keeps_the_history(acme: Organisation, flag: dict[str, Any]) -> None:
    ada, bob = Reviewer(acme, "ada"), Reviewer(acme, "bob")
    ada.decide(flag, "second_look")
    bob.decide(flag, "confirm")
    assert ada.undo(flag) == "second_look"
    assert shown(acme, flag)["review"]["by"] == "mem_ada"
    assert ada.undo(flag) == "waiting"
    assert ada.undo(flag) == "waiting"
    assert shown(acme, flag)["review"]["by"] is None
    assert bob.decide(flag, "dismiss") == "dismissed"
    history = [(one["decision"], one["state"], one["by"]) for one in shown(acme, flag)["history"]]
    assert history == [
        ("second_look", "second_look", "mem_ada"),
        ("confirm", "confirmed", "mem_bob"),
        ("undo", "second_look", "mem_ada"),
        ("undo", "waiting", "mem_ada"),
        ("dismiss", "dismissed", "mem_bob"),
    ]


def test_undo_over_the_api(acme: Organisation, flag: dict[str, Any]) -> None:
    review(acme, flag, "confirm")
    path = f"/v1/flags/{flag['id']}/review"
    assert problem(acme.call("DELETE", f"{path}?version=0")) == (409, "flag_reviewed_meanwhile")
    assert acme.call("DELETE", f"{path}?version=1").json()["review"]["state"] == "waiting"
    assert acme.call("DELETE", path).json()["review"]["version"] == 2


@pytest.fixture
def strict(acme: Organisation) -> dict[str, Any]:
    """A flag of an assessment that asks for two reviewers."""
    acme.add_assessment("strict", policy='{"secondReview":true}')
    return flagged(acme, assessmentId="strict")[0]


def test_a_confirmed_flag_counts_after_a_second_reviewer_agreed(acme: Organisation, strict: dict[str, Any]) -> None:
    ada, bob = Reviewer(acme, "ada"), Reviewer(acme, "bob")
    assert ada.decide(strict, "confirm") == "confirmed_once"
    assert [flag["id"] for flag in acme.get("/v1/flags?state=second_look").json()["items"]] == [strict["id"]]
    assert ada.decide(strict, "confirm") == "flag_needs_another_reviewer"
    assert bob.decide(strict, "confirm") == "confirmed"
    standing = shown(acme, strict)["review"]
    assert (standing["firstBy"], standing["by"]) == ("mem_ada", "mem_bob")
    assert bob.undo(strict) == "confirmed_once"
    assert shown(acme, strict)["review"]["by"] == "mem_ada"


def test_the_second_reviewer_may_see_it_otherwise(acme: Organisation, strict: dict[str, Any]) -> None:
    ada, bob = Reviewer(acme, "ada"), Reviewer(acme, "bob")
    ada.decide(strict, "confirm")
    assert bob.decide(strict, "dismiss") == "dismissed"


def test_a_doubt_in_between_does_not_let_the_same_person_agree_twice(
    acme: Organisation, strict: dict[str, Any]
) -> None:
    ada, bob = Reviewer(acme, "ada"), Reviewer(acme, "bob")
    ada.decide(strict, "confirm")
    bob.decide(strict, "second_look")
    assert ada.decide(strict, "confirm") == "confirmed_once"
    assert bob.decide(strict, "confirm") == "confirmed"


def test_a_dismissal_needs_no_second_reviewer(acme: Organisation, strict: dict[str, Any]) -> None:
    assert Reviewer(acme, "ada").decide(strict, "dismiss") == "dismissed"


def test_two_at_once_and_the_second_sees_what_the_first_decided(
    acme: Organisation, flag: dict[str, Any], world: World
) -> None:
    people = [Principal(acme.id, f"mem_{n}", ROLES["Reviewer"]) for n in range(6)]

    async def all_at_once() -> list[Any]:
        calls = [
            world.parts.db.write(decide, one, flag["id"], Decision("confirm" if n % 2 else "dismiss", None, 0), n)
            for n, one in enumerate(people)
        ]
        return await asyncio.gather(*calls)

    assert world.client.portal is not None
    made = world.client.portal.call(all_at_once)
    kept = [one for one in made if not isinstance(one, Refusal)]
    refused = [one for one in made if isinstance(one, Refusal)]
    assert (len(kept), len(refused)) == (1, 5)
    for refusal in refused:
        assert refusal.code == "flag_reviewed_meanwhile"
        assert refusal.fields["review"]["by"] == kept[0]["reviewed_by"]
    assert len(shown(acme, flag)["history"]) == 1


def test_a_version_that_was_seen_too_long_ago_is_refused_also_while_it_is_open(
    acme: Organisation, flag: dict[str, Any]
) -> None:
    ada, bob = Reviewer(acme, "ada"), Reviewer(acme, "bob")
    assert ada.decide(flag, "second_look", 0) == "second_look"
    assert bob.decide(flag, "dismiss", 0) == "flag_reviewed_meanwhile"
    assert bob.decide(flag, "dismiss", 1) == "dismissed"
    assert ada.undo(flag, 1) == "flag_reviewed_meanwhile"


def test_each_decision_is_one_act_and_one_fact(acme: Organisation, flag: dict[str, Any], world: World) -> None:
    review(acme, flag, "confirm", note="secret thoughts")
    world.clock.move(seconds=1)
    acme.call("DELETE", f"/v1/flags/{flag['id']}/review")
    acts = world.rows("select act, subject, data from audit where act like 'flag.%' order by id")
    assert [(row["act"], row["subject"]) for row in acts] == [("flag.review", flag["id"]), ("flag.undo", flag["id"])]
    assert msgspec.json.decode(acts[0]["data"])["after"] == {"state": "confirmed"}
    assert "secret" not in "".join(row["data"] for row in acts)
    facts = world.rows("select payload, session_id, test from outbox where type = 'flag.reviewed' order by id")
    told = [msgspec.json.decode(row["payload"]) for row in facts]
    assert [(one["decision"], one["undone"]) for one in told] == [("confirmed", False), ("waiting", True)]
    assert {one["flagId"] for one in told} == {flag["id"]}
    assert (told[0]["candidateId"], told[0]["examId"], told[0]["type"]) == ("ada", "exam", "TAB_NOT_FOCUS")
    assert "secret" not in facts[0]["payload"]


def test_a_refused_decision_leaves_nothing_behind(acme: Organisation, flag: dict[str, Any], world: World) -> None:
    review(acme, flag, "confirm")
    before = _written(world)
    review(acme, flag, "dismiss")
    assert _written(world) == before


def _written(world: World) -> list[Any]:
    return [world.rows(f"select id from {table} order by id") for table in ("audit", "outbox", "reviews")]  # noqa: S608


def _several(acme: Organisation, flags: list[dict[str, Any]], seen: int = 0) -> Any:
    principal = Principal(acme.id, "mem_ada", ROLES["Reviewer"])
    picked = [(flag["id"], seen) for flag in flags]
    return acme.world.write(dismiss_several, principal, picked, "No harm.", acme.world.clock.at)


def test_several_of_one_session_are_dismissed_and_no_others(acme: Organisation) -> None:
    flags = flagged(acme, "PRINT_ATTEMPT", "SCREENSHOT_KEY", "TAB_NOT_FOCUS", "PRINT_ATTEMPT")
    review(acme, flags[0], "confirm")
    assert sorted(_several(acme, flags)) == sorted([flags[1]["id"], flags[3]["id"]])
    states = [shown(acme, flag)["review"]["state"] for flag in flags]
    assert states == ["confirmed", "dismissed", "waiting", "dismissed"]
    assert shown(acme, flags[1])["review"]["note"] == "No harm."


def test_several_of_one_type_may_be_of_many_sessions_but_not_several_of_both(acme: Organisation) -> None:
    one = flagged(acme, "PRINT_ATTEMPT", candidateId="one")
    two = flagged(acme, "PRINT_ATTEMPT", "SCREENSHOT_KEY", candidateId="two")
    mixed = _several(acme, [*one, *two])
    assert isinstance(mixed, Refusal)
    assert mixed.code == "param_invalid"
    assert shown(acme, one[0])["review"]["state"] == "waiting"
    assert len(_several(acme, [one[0], two[0]])) == 2


def test_what_was_decided_after_it_was_chosen_stays(acme: Organisation) -> None:
    flags = flagged(acme, "PRINT_ATTEMPT", "PRINT_ATTEMPT")
    ada = Reviewer(acme, "ada")
    ada.decide(flags[0], "second_look")
    ada.undo(flags[0])
    assert _several(acme, flags) == [flags[1]["id"]]


def test_nobody_dismisses_several_of_a_stranger(acme: Organisation, stranger: Organisation) -> None:
    flags = flagged(acme, "PRINT_ATTEMPT")
    assert _several(stranger, flags) == []
    assert shown(acme, flags[0])["review"]["state"] == "waiting"


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "param_missing", "decision"),
        ({"decision": "maybe"}, "param_invalid", "decision"),
        ({"decision": ["confirm"]}, "param_invalid", "decision"),
        ({"decision": "confirm", "note": "x" * 2_001}, "param_invalid", "note"),
        ({"decision": "confirm", "note": "a\x00b"}, "param_invalid", "note"),
        ({"decision": "confirm", "note": 1}, "param_invalid", "note"),
        ({"decision": "confirm", "version": -1}, "param_invalid", "version"),
        ({"decision": "confirm", "version": "1"}, "param_invalid", "version"),
    ],
)
def test_a_bad_field_is_named(acme: Organisation, flag: dict[str, Any], body: Any, code: str, field: str) -> None:
    answer = acme.call("POST", f"/v1/flags/{flag['id']}/review", body)
    assert problem(answer) == (400, code)
    assert answer.json()["field"] == field
    assert shown(acme, flag)["review"]["state"] == "waiting"


def test_a_note_of_two_thousand_characters_is_kept(acme: Organisation, flag: dict[str, Any]) -> None:
    assert review(acme, flag, "confirm", note="ä" * 2_000).json()["review"]["note"] == "ä" * 2_000


@pytest.mark.parametrize("version", ["x", "-1", "1.5", "9" * 40])
def test_a_bad_version_is_named(acme: Organisation, flag: dict[str, Any], version: str) -> None:
    answer = acme.call("DELETE", f"/v1/flags/{flag['id']}/review?version={version}")
    assert problem(answer) == (400, "param_invalid")


def test_without_the_permission_nothing_is_decided(acme: Organisation, flag: dict[str, Any], world: World) -> None:
    key = acme.new_key("secret", roles=("Viewer",))
    headers = {"authorization": f"Bearer {key}"}
    session = f"/v1/sessions/{flag['sessionId']}/outcome"
    for method, path in (
        ("POST", f"/v1/flags/{flag['id']}/review"),
        ("DELETE", f"/v1/flags/{flag['id']}/review"),
        ("PUT", session),
    ):
        answer = world.client.request(method, path, json={"decision": "confirm"}, headers=headers)
        assert problem(answer) == (403, "permission_missing")
        assert answer.json()["permission"] == "flag.review"
    assert acme.get("/v1/flags", key=key).status_code == 200
    developer = acme.new_key("secret", roles=("Developer",))
    assert problem(acme.get("/v1/flags", key=developer)) == (403, "permission_missing")
