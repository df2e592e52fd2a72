"""However a network cuts, overlaps and repeats the batches of a session, it becomes the same session."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eye.clock import from_iso
from tests.reading import events_of, flags_of, session_of
from tests.world import Organisation, World

TYPES: list[tuple[str, dict[str, Any] | None]] = [
    ("HEARTBEAT", None),
    ("TAB_NOT_FOCUS", None),
    ("TAB_FOCUS_CHANGE", {"focused": True}),
    ("EXIT_FULLSCREEN", None),
    ("FULLSCREEN_CHANGE", {"fullscreen": True}),
    ("FACE_ABSENCE", {}),
    ("FACE_ABSENCE", {"cleared": True}),
    ("NOT_A_TYPE", None),
    ("TAB_FOCUS_CHANGE", {"focused": "wrong"}),
]


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int]]]:
    """The events of a session by their place in TYPES, and slices that reach their end without a gap.

    A slice may begin anywhere in what was sent before, and any earlier one may arrive again in between.
    """
    happened = draw(st.lists(st.integers(0, len(TYPES) - 1), min_size=1, max_size=20))
    slices: list[tuple[int, int]] = []
    sent = 0
    while sent < len(happened):
        slices.append((draw(st.integers(0, sent)), draw(st.integers(sent + 1, len(happened)))))
        sent = slices[-1][1]
        slices += draw(st.lists(st.sampled_from(slices), max_size=2))
    return happened, slices


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries())
def test_any_cut_and_repeat_gives_the_same_events_flags_and_bill(
    acme: Organisation, world: World, delivery: tuple[list[int], list[tuple[int, int]]]
) -> None:
    happened, slices = delivery
    whole = received(acme, world, happened, [(0, len(happened))])
    assert received(acme, world, happened, slices) == whole
    assert [event["seq"] for event in whole["events"]] == [seq for seq, at in enumerate(happened, 1) if at < 7]


def received(owner: Organisation, world: World, happened: list[int], slices: list[tuple[int, int]]) -> dict[str, Any]:
    """What is read back of a session whose events arrived in `slices`; the wallet as what it cost."""
    world.clock.move(seconds=1)
    world.execute("update wallets set balance = 10")
    started = owner.started(candidateId=f"c{world.clock.at}")
    began = world.clock.at
    world.clock.move(minutes=1)
    for begin, end in slices:
        batch = [event(world, began, seq, happened[seq - 1]) for seq in range(begin + 1, end + 1)]
        assert world.send(started["token"], *batch).status_code == 202
    session = session_of(owner, started["sessionId"])
    found = {
        "events": [kept(event, began, "seq", "type", "data", "at") for event in events_of(owner, started["sessionId"])],
        "flags": [
            kept(flag, began, "type", "seq", "raisedAt", "clearedAt") for flag in flags_of(owner, started["sessionId"])
        ],
        "session": [session[name] for name in ("eventCount", "flagCount", "rejectedCount", "status")],
        "charge": session["charge"] and session["charge"]["credits"],
        "wallet": owner.wallet,
    }
    world.end(started["token"])
    return found


def event(world: World, began: int, seq: int, place: int) -> dict[str, Any]:
    type, data = TYPES[place]
    return world.event(seq, type, at=began + seq * 1000, **({} if data is None else {"data": data}))


def kept(row: dict[str, Any], began: int, *names: str) -> dict[str, Any]:
    """These fields, times as seconds since the session began."""
    shown = {name: row[name] for name in names}
    return {
        name: from_iso(value) - began if name in ("at", "raisedAt", "clearedAt") and value else value
        for name, value in shown.items()
    }


def test_the_same_batch_many_times_at_once_is_one_batch(acme: Organisation, world: World) -> None:
    started = acme.started()
    batch = [world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS"), world.event(3, "NOT_A_TYPE")]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: world.send(started["token"], *batch), range(8)))
    assert {(answer.status_code, answer.json()["acked"]) for answer in answers} == {(202, 3)}
    assert sorted(len(answer.json()["flags"]) for answer in answers) == [0] * 7 + [1]
    session = session_of(acme, started["sessionId"])
    assert [session[name] for name in ("eventCount", "flagCount", "rejectedCount")] == [2, 1, 1]
    assert len(flags_of(acme, started["sessionId"])) == 1
    assert acme.wallet == {"balance": 9, "held": 0}
