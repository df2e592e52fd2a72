"""Every row of the table of rules: what raises the flag, what clears it, and what it says."""

from typing import Any

import pytest

from eye.clock import iso
from eye.flags.rules import RULES
from tests.reading import flags_of
from tests.world import Organisation, World

Step = tuple[str, dict[str, Any]]
RAISED_BY_EVENTS: dict[str, tuple[str, Step, Step]] = {
    "TAB_NOT_FOCUS": ("medium", ("TAB_NOT_FOCUS", {}), ("TAB_FOCUS_CHANGE", {"focused": True})),
    "EXIT_FULLSCREEN": ("medium", ("EXIT_FULLSCREEN", {}), ("FULLSCREEN_CHANGE", {"fullscreen": True})),
    "FACE_ABSENCE": ("medium", ("FACE_ABSENCE", {}), ("FACE_ABSENCE", {"cleared": True})),
    "MULTIPLE_FACE": ("high", ("MULTIPLE_FACE", {}), ("MULTIPLE_FACE", {"cleared": True})),
    "CAMERA_COVERED": ("medium", ("CAMERA_COVERED", {}), ("CAMERA_COVERED", {"cleared": True})),
    "CAMERA_FROZEN": ("low", ("CAMERA_FROZEN", {}), ("CAMERA_FROZEN", {"cleared": True})),
    "CAMERA_LOST": ("medium", ("CAMERA_LOST", {"reason": "permission"}), ("CAMERA_LOST", {"cleared": True})),
    "SOUND_DETECTED": ("low", ("SOUND_DETECTED", {}), ("SOUND_DETECTED", {"cleared": True})),
    "MICROPHONE_MUTED": ("low", ("MICROPHONE_MUTED", {}), ("MICROPHONE_MUTED", {"cleared": True})),
    "MICROPHONE_LOST": (
        "medium",
        ("MICROPHONE_LOST", {"reason": "permission"}),
        ("MICROPHONE_LOST", {"cleared": True}),
    ),
    "FACE_MISMATCH": ("medium", ("FACE_MISMATCH", {}), ("FACE_MISMATCH", {"cleared": True})),
    "SECOND_SCREEN": ("low", ("SECOND_SCREEN", {}), ("SCREENS", {"extended": "no"})),
    "WINDOW_SMALL": ("low", ("WINDOW_SMALL", {}), ("WINDOW_SMALL", {"cleared": True})),
    "SEVERAL_TABS": ("low", ("SEVERAL_TABS", {}), ("SEVERAL_TABS", {"cleared": True})),
}
LONG_PASTE: Step = ("PASTE", {"length": 120, "long": True, "own": False})
# Nothing lasts: each is cleared as it is raised.
MOMENTS: dict[str, Step] = {
    "PASTE": LONG_PASTE,
    "PRINT_ATTEMPT": ("PRINT_ATTEMPT", {}),
    "SCREENSHOT_KEY": ("SCREENSHOT_KEY", {}),
}
RAISED_BY_THE_SERVER = {"EVENTS_MISSING", "DETECTOR_STALLED", "SESSION_TAKEOVER"}


def test_the_table_is_what_these_tests_cover() -> None:
    assert {rule.type for rule in RULES} == RAISED_BY_EVENTS.keys() | MOMENTS.keys() | RAISED_BY_THE_SERVER


@pytest.mark.parametrize(
    ("type", "severity", "raising", "clearing"), [(t, *rest) for t, rest in RAISED_BY_EVENTS.items()]
)
def test_a_flag_is_an_interval(
    acme: Organisation, world: World, type: str, severity: str, raising: Step, clearing: Step
) -> None:
    started = acme.started()
    raised_at = world.clock.at
    send(world, started["token"], 1, raising, mediaId="proof")
    (flag,) = flags_of(acme, started["sessionId"])
    assert (flag["type"], flag["severity"], flag["seq"], flag["mediaId"]) == (type, severity, 1, "proof")
    assert (flag["raisedAt"], flag["clearedAt"]) == (iso(raised_at), None)
    assert flag["description"].endswith(".")
    world.clock.move(seconds=7)
    send(world, started["token"], 2, clearing)
    (flag,) = flags_of(acme, started["sessionId"])
    assert (flag["raisedAt"], flag["clearedAt"]) == (iso(raised_at), iso(raised_at + 7_000))


@pytest.mark.parametrize("step", MOMENTS.values(), ids=MOMENTS)
def test_a_moment_is_a_flag_each_time_and_lasts_for_nothing(acme: Organisation, world: World, step: Step) -> None:
    started = acme.started()
    at = iso(world.clock.at)
    for seq in (1, 2):
        send(world, started["token"], seq, step)
    flags = sorted(flags_of(acme, started["sessionId"]), key=lambda flag: int(flag["seq"]))
    assert [(flag["type"], flag["severity"], flag["seq"]) for flag in flags] == [
        (step[0], "low", 1),
        (step[0], "low", 2),
    ]
    assert [(flag["raisedAt"], flag["clearedAt"]) for flag in flags] == [(at, at)] * 2


@pytest.mark.parametrize(("raising", "clearing"), [rest[1:] for rest in RAISED_BY_EVENTS.values()])
def test_the_whole_interval_may_come_in_one_batch(
    acme: Organisation, world: World, raising: Step, clearing: Step
) -> None:
    started = acme.started()
    steps = [raising, raising, clearing, clearing, raising]
    batch = [world.event(n, type, at=world.clock.at + n, data=data) for n, (type, data) in enumerate(steps, 1)]
    world.send(started["token"], *batch)
    first, second = flags_of(acme, started["sessionId"])
    assert (first["seq"], first["raisedAt"], first["clearedAt"]) == (1, batch[0]["at"], batch[2]["at"])
    assert (second["seq"], second["clearedAt"]) == (5, None)


@pytest.mark.parametrize("raising", [rest[1] for rest in RAISED_BY_EVENTS.values()])
def test_a_flag_that_is_open_is_not_raised_again(acme: Organisation, world: World, raising: Step) -> None:
    started = acme.started()
    for seq in (1, 2, 3):
        send(world, started["token"], seq, raising)
    assert len(flags_of(acme, started["sessionId"])) == 1


@pytest.mark.parametrize("raising", [rest[1] for rest in RAISED_BY_EVENTS.values()])
def test_a_flag_that_is_open_at_the_end_reads_as_cleared_there(acme: Organisation, world: World, raising: Step) -> None:
    started = acme.started()
    send(world, started["token"], 1, raising)
    world.clock.move(seconds=30)
    world.end(started["token"])
    world.clock.move(hours=1)
    assert flags_of(acme, started["sessionId"])[0]["clearedAt"] == iso(world.clock.at - 3_600_000)


@pytest.mark.parametrize(
    "step",
    [
        ("TAB_FOCUS_CHANGE", {"focused": False}),
        ("TAB_FOCUS_CHANGE", {"focused": True}),
        ("FULLSCREEN_CHANGE", {"fullscreen": False}),
        ("FULLSCREEN_CHANGE", {"fullscreen": True}),
        ("FACE_ABSENCE", {"cleared": True}),
        ("PERIODIC_SNAPSHOT", {}),
        ("HEARTBEAT", {}),
        ("CAMERA_LOST", {"reason": "disconnected"}),
        ("CAMERA_UNAVAILABLE", {"reason": "missing"}),
        ("CAMERA_CHANGED", {"label": "Webcam"}),
        ("CAMERA_VIRTUAL", {"label": "OBS Virtual Camera"}),
        ("MICROPHONE_LOST", {"reason": "disconnected"}),
        ("MICROPHONE_SILENT", {}),
        ("MICROPHONE_UNAVAILABLE", {"reason": "denied"}),
        ("MICROPHONE_CHANGED", {"label": "Headset"}),
        ("REFERENCE_UNAVAILABLE", {"reason": "unreachable"}),
        ("REFERENCE_PICTURE", {}),
        ("IDENTITY_CHECKED", {"distance": 0.9, "limit": 0.5, "match": False, "reference": "image"}),
        ("DETECTOR_UNAVAILABLE", {"detector": "face", "reason": "wasm_forbidden"}),
        ("COPY", {"length": 900}),
        ("CUT", {"length": 900}),
        ("PASTE", {"length": 3, "long": False, "own": False}),
        ("PASTE", {"length": 900, "long": True, "own": True}),
        ("CONTEXT_MENU", {}),
        ("SCREENS", {"extended": "yes"}),
        ("SCREENS", {"extended": "unknown"}),
        ("NETWORK_LOST", {}),
        ("NETWORK_BACK", {"offlineSeconds": 600.5}),
        ("IDLE", {"idle": True}),
        ("IDLE", {"idle": False, "idleSeconds": 700}),
    ],
)
def test_what_is_not_suspicious_raises_nothing(acme: Organisation, world: World, step: Step) -> None:
    started = acme.started()
    send(world, started["token"], 1, step)
    assert flags_of(acme, started["sessionId"]) == []


@pytest.mark.parametrize(
    "step", [("TAB_FOCUS_CHANGE", {"focused": False}), ("FULLSCREEN_CHANGE", {"fullscreen": True}), ("HEARTBEAT", {})]
)
def test_only_its_own_clearing_clears_a_flag(acme: Organisation, world: World, step: Step) -> None:
    started = acme.started()
    send(world, started["token"], 1, ("TAB_NOT_FOCUS", {}))
    send(world, started["token"], 2, step)
    assert flags_of(acme, started["sessionId"])[0]["clearedAt"] is None


def test_a_clearing_that_claims_to_be_earlier_gives_no_negative_interval(acme: Organisation, world: World) -> None:
    started = acme.started()
    send(world, started["token"], 1, ("TAB_NOT_FOCUS", {}))
    back = world.event(2, "TAB_FOCUS_CHANGE", at=world.clock.at - 60_000, data={"focused": True})
    world.send(started["token"], back)
    (flag,) = flags_of(acme, started["sessionId"])
    assert flag["clearedAt"] == flag["raisedAt"]


def test_the_organisations_servers_will_hear_of_each_flag_once(acme: Organisation, world: World) -> None:
    started = acme.started()
    for _ in range(2):
        world.send(started["token"], world.event(1, "TAB_NOT_FOCUS"))
    rows = world.rows("select test, payload from outbox where type = 'flag.raised'")
    assert len(rows) == 1
    assert started["sessionId"] in rows[0]["payload"]


def send(world: World, token: str, seq: int, step: Step, **more: Any) -> None:
    type, data = step
    assert world.send(token, world.event(seq, type, data=data, **more)).json()["rejected"] == []
