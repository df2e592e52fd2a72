"""Risk: the exact sum, its policy, and the score that lists show."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eye.clock import MINUTE, SECOND
from eye.flags.decisions import is_technical
from eye.flags.rules import RULES
from eye.organisations.permissions import ROLES
from eye.organisations.principal import Principal
from eye.reports.policies import save_policy
from eye.reports.risk import PUBLISHED_POLICY, VERSION_1, Policy, Weight, risk_of, score_of, started_minutes
from eye.reports.score import score_stale
from tests.flags.flagged import Reviewer, flagged, review
from tests.reports.beats import Page
from tests.retention.test_erase import erase
from tests.world import Organisation, World

DOC = (Path(__file__).parents[2] / "docs" / "risk.md").read_text()
TABLE = {**VERSION_1, "TAB_NOT_FOCUS": Weight(100, 0, 1000)}


def test_every_flag_that_is_not_technical_has_its_row_in_version_1() -> None:
    assert set(VERSION_1) == {rule.type for rule in RULES if not rule.technical}


def test_the_documentation_holds_version_1() -> None:
    for type, row in VERSION_1.items():
        assert f"| `{type}` | {row.weight} | {row.per_minute} | {row.cap} |" in DOC


@pytest.mark.parametrize(
    ("lasted", "minutes"), [(0, 0), (1, 1), (MINUTE, 1), (MINUTE + 1, 2), (70 * SECOND, 2), (-5, 0)]
)
def test_started_minutes(lasted: int, minutes: int) -> None:
    assert started_minutes(1000, 1000 + lasted) == minutes


def _flag(type: str, raised_at: int, cleared_at: int | None, review: str = "waiting") -> dict[str, Any]:
    return {"id": "flg", "type": type, "review": review, "raised_at": raised_at, "cleared_at": cleared_at}


def test_the_cap_cuts_the_flag_that_reaches_it_and_silences_those_after() -> None:
    flags = [_flag("MULTIPLE_FACE", at, at + 3 * MINUTE) for at in (0, 10, 20)]
    risk = risk_of(PUBLISHED_POLICY, flags, 0)
    assert [(term.full, term.points) for term in risk.terms] == [(25, 25), (25, 25), (25, 0)]
    assert risk.score == 50


def test_technical_and_dismissed_flags_count_nothing() -> None:
    flags = [_flag("EVENTS_MISSING", 0, 0), _flag("PASTE", 0, 0, "dismissed"), _flag("PASTE", 0, 0, "second_look")]
    assert [term.type for term in risk_of(PUBLISHED_POLICY, flags, 0).terms] == ["PASTE"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([rule.type for rule in RULES]),
            st.integers(0, 10**7),
            st.none() | st.integers(0, 10**7),
            st.sampled_from(["waiting", "confirmed", "dismissed"]),
        )
    ),
    st.dictionaries(
        st.sampled_from([rule.type for rule in RULES]),
        st.builds(Weight, st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000)),
    ),
)
def test_the_terms_sum_to_what_is_counted_in_one_go(found: list[Any], table: dict[str, Weight]) -> None:
    now = 10**7
    flags = [_flag(*one) for one in found]
    counted: dict[str, list[int]] = {}
    for flag in flags:
        if flag["review"] != "dismissed":
            end = now if flag["cleared_at"] is None else flag["cleared_at"]
            counted.setdefault(flag["type"], []).append(started_minutes(flag["raised_at"], end))
    rows = [(type, len(minutes), sum(minutes)) for type, minutes in counted.items()]
    risk = risk_of(Policy(2, table), flags, now)
    assert risk.score == score_of(table, rows)
    assert all(term.points >= 0 and not is_technical(term.type) for term in risk.terms)


def _risk(owner: Organisation, id: str) -> Any:
    return owner.get(f"/v1/sessions/{id}").json()["risk"]


def _score(world: World) -> int:
    return int(world._call(score_stale, world.parts.db, world.clock.at))


def _kept(world: World, id: str) -> Any:
    row = world.rows("select risk, risk_version from sessions where id = :id", id=id)[0]
    return row["risk"], row["risk_version"]


def test_a_session_shows_each_term_with_its_interval(acme: Organisation, world: World) -> None:
    page = Page(acme)
    page.send("STARTED")
    page.send("TAB_NOT_FOCUS")
    world.clock.move(seconds=70)
    page.send("TAB_FOCUS_CHANGE", focused=True)
    page.send("PRINT_ATTEMPT")
    risk = _risk(acme, page.id)
    assert (risk["score"], risk["policyVersion"]) == (10, 1)
    first, second = risk["terms"]
    assert (first["type"], first["minutes"], first["weight"], first["perMinute"]) == ("TAB_NOT_FOCUS", 2, 3, 2)
    assert (first["points"], first["fullPoints"], first["cap"], second["points"]) == (7, 7, 30, 3)


def test_an_open_flag_grows_until_the_end_and_the_kept_score_with_it(acme: Organisation, world: World) -> None:
    page = Page(acme)
    page.send("STARTED")
    page.send("TAB_NOT_FOCUS")
    assert _score(world) == 1
    assert _kept(world, page.id) == (3, 1)
    world.clock.move(minutes=3)
    assert _risk(acme, page.id)["score"] == 9
    assert _score(world) == 1
    assert _kept(world, page.id) == (9, 1)
    world.end(page.started["token"])
    world.clock.move(minutes=30)
    assert _score(world) == 1
    assert _kept(world, page.id) == (9, 1)
    assert _score(world) == 0


def test_a_dismissed_flag_falls_out_and_comes_back_when_that_is_undone(acme: Organisation, world: World) -> None:
    (flag,) = flagged(acme, "PASTE", "PRINT_ATTEMPT", end=True)
    id = flag["sessionId"]
    assert _score(world) == 1
    assert _kept(world, id) == (3, 1)
    review(acme, flag, "dismiss")
    assert _risk(acme, id) == {"score": 0, "policyVersion": 1, "terms": []}
    _score(world)
    assert _kept(world, id) == (0, 1)
    Reviewer(acme, "ada").undo(flag)
    _score(world)
    assert _kept(world, id) == (3, 1)


def _save(acme: Organisation, *, past: bool, seen: int = 1) -> Any:
    principal = Principal(acme.id, acme.owner_id, ROLES["Owner"])
    world = acme.world

    def save(tx: Any) -> Any:
        return save_policy(tx, principal, TABLE, seen, past=past, now=world.clock.at)

    return world.write(save)


def test_a_new_policy_is_for_sessions_from_then_on(acme: Organisation, stranger: Organisation, world: World) -> None:
    (old,) = flagged(acme)
    (theirs,) = flagged(stranger)
    world.clock.move(seconds=1)
    assert _save(acme, past=False).version == 2
    world.clock.move(seconds=1)
    (new,) = flagged(acme, candidateId="bob")
    assert (_risk(acme, old["sessionId"])["score"], _risk(acme, old["sessionId"])["policyVersion"]) == (5, 1)
    assert (_risk(acme, new["sessionId"])["score"], _risk(acme, new["sessionId"])["policyVersion"]) == (100, 2)
    assert _risk(stranger, theirs["sessionId"])["policyVersion"] == 1
    _score(world)
    assert [_kept(world, flag["sessionId"]) for flag in (old, new)] == [(5, 1), (100, 2)]


def test_a_new_policy_for_all_sessions_counts_the_past_anew(acme: Organisation, world: World) -> None:
    (flag,) = flagged(acme, end=True)
    _score(world)
    world.clock.move(seconds=1)
    _save(acme, past=True)
    assert _risk(acme, flag["sessionId"])["policyVersion"] == 2
    assert _score(world) == 1
    assert _kept(world, flag["sessionId"]) == (100, 2)
    assert _score(world) == 0


def test_who_was_slower_changes_nothing_and_the_change_is_audited(acme: Organisation, world: World) -> None:
    assert _save(acme, past=False).version == 2
    assert _save(acme, past=False, seen=1).code == "changed_meanwhile"
    acts = [one["act"] for one in acme.get("/v1/audit").json()["items"]]
    assert acts.count("risk.policy.update") == 1


def test_an_erased_session_has_no_score(acme: Organisation, world: World) -> None:
    acme.add_assessment("short", policy='{"retentionDays":1}')
    (flag,) = flagged(acme, assessmentId="short", end=True)
    _score(world)
    world.clock.move(hours=25)
    erase(world)
    _score(world)
    assert _kept(world, flag["sessionId"]) == (None, None)
