"""One bad event in a readable batch is listed and counted, and never holds up the others."""

from typing import Any

import pytest

from tests.reading import events_of, session_of
from tests.world import Organisation, World

WINDOW = {"detector": "face", "from": "2026-09-21T12:00:00Z", "to": "2026-09-21T12:00:10Z", "looked": 8, "expected": 10}
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown type": ({"type": "NOTHING"}, "event_type_unknown"),
    "an empty type": ({"type": ""}, "event_type_unknown"),
    "a type with NUL": ({"type": "STARTED\0"}, "event_type_unknown"),
    "a type that is a number": ({"type": 5}, "event_malformed"),
    "no type": ({"type": None}, "event_malformed"),
    "no time": ({"at": None}, "event_malformed"),
    "a time that is a number": ({"at": 1_790_000_000_000}, "event_malformed"),
    "data that is a list": ({"data": []}, "event_malformed"),
    "data that is a text": ({"data": "{}"}, "event_malformed"),
    "a media id that is a path": ({"mediaId": "../secrets"}, "event_media_id_invalid"),
    "an empty media id": ({"mediaId": ""}, "event_media_id_invalid"),
    "a media id that is a number": ({"mediaId": 7}, "event_malformed"),
    "focus that is a text": ({"type": "TAB_FOCUS_CHANGE", "data": {"focused": "yes"}}, "event_data_invalid"),
    "focus that is missing": ({"type": "TAB_FOCUS_CHANGE"}, "event_data_invalid"),
    "fullscreen that is null": ({"type": "FULLSCREEN_CHANGE", "data": {"fullscreen": None}}, "event_data_invalid"),
    "a clearing that is a number": ({"type": "FACE_ABSENCE", "data": {"cleared": 1}}, "event_data_invalid"),
    "a command without id": ({"type": "COMMAND_DONE"}, "event_data_invalid"),
    "a missing camera without a reason": ({"type": "CAMERA_UNAVAILABLE", "data": {}}, "event_data_invalid"),
    "a camera whose name is null": ({"type": "CAMERA_CHANGED", "data": {"label": None}}, "event_data_invalid"),
    "consent to nothing": ({"type": "CONSENT_GIVEN", "data": {"language": "en"}}, "event_data_invalid"),
    "a detector without a name": ({"type": "DETECTOR_UNAVAILABLE", "data": {"reason": "x"}}, "event_data_invalid"),
    "an absence of less than nothing": (
        {"type": "TAB_FOCUS_CHANGE", "data": {"focused": True, "awaySeconds": -1}},
        "event_data_invalid",
    ),
    "a comparison without a number": (
        {"type": "IDENTITY_CHECKED", "data": {"match": True, "limit": 0.5, "reference": "image"}},
        "event_data_invalid",
    ),
    "a comparison with somebody": (
        {
            "type": "IDENTITY_CHECKED",
            "data": {"distance": 0.3, "match": True, "limit": 0.5, "reference": "a friend"},
        },
        "event_data_invalid",
    ),
    "a microphone whose name is null": ({"type": "MICROPHONE_CHANGED", "data": {"label": None}}, "event_data_invalid"),
    "a copy without a length": ({"type": "COPY", "data": {}}, "event_data_invalid"),
    "a text that is longer than what is kept": (
        {"type": "PASTE", "data": {"length": 501, "text": "x" * 501}},
        "event_data_invalid",
    ),
    "screens that may be": ({"type": "SCREENS", "data": {"extended": "maybe"}}, "event_data_invalid"),
    "a network that is back from the future": (
        {"type": "NETWORK_BACK", "data": {"offlineSeconds": -1}},
        "event_data_invalid",
    ),
    "an idleness that is a number": ({"type": "IDLE", "data": {"idle": 1}}, "event_data_invalid"),
    "a note of less than nothing": (
        {"type": "HEARTBEAT", "data": {"notes": [{"code": "media_dropped", "count": -1}]}},
        "event_data_invalid",
    ),
    "windows that are an object": ({"type": "HEARTBEAT", "data": {"windows": {}}}, "event_data_invalid"),
    "a window without times": (
        {"type": "HEARTBEAT", "data": {"windows": [{"detector": "face", "looked": 1, "expected": 1}]}},
        "event_data_invalid",
    ),
    "a window at no time": (
        {"type": "HEARTBEAT", "data": {"windows": [{**WINDOW, "from": "noon"}]}},
        "event_data_invalid",
    ),
    "a window that looked less than never": (
        {"type": "HEARTBEAT", "data": {"windows": [{**WINDOW, "looked": -1}]}},
        "event_data_invalid",
    ),
}


@pytest.mark.parametrize(("wrong", "code"), BAD.values(), ids=BAD)
def test_a_bad_event_is_listed_and_counted(acme: Organisation, world: World, wrong: dict[str, Any], code: str) -> None:
    started = acme.started()
    bad = {name: value for name, value in {**world.event(2, "STARTED"), **wrong}.items() if value is not None}
    body = world.send(started["token"], world.event(1, "STARTED"), bad, world.event(3, "HEARTBEAT")).json()
    assert body["rejected"] == [{"seq": 2, "code": code}]
    assert body["acked"] == 3
    assert [event["seq"] for event in events_of(acme, started["sessionId"])] == [1, 3]
    session = session_of(acme, started["sessionId"])
    assert (session["rejectedCount"], session["eventCount"], session["flagCount"]) == (1, 2, 0)


def test_a_rejected_event_is_counted_once_however_often_it_arrives(acme: Organisation, world: World) -> None:
    started = acme.started()
    for _ in range(3):
        world.send(started["token"], world.event(1, "NOTHING"))
    assert session_of(acme, started["sessionId"])["rejectedCount"] == 1


def test_unknown_fields_are_no_reason_to_reject(acme: Organisation, world: World) -> None:
    started = acme.started()
    event = world.event(1, "TAB_FOCUS_CHANGE", data={"focused": True, "eventId": "1"}, extra=[1])
    assert world.send(started["token"], event).json()["rejected"] == []
    assert events_of(acme, started["sessionId"])[0]["data"] == {"focused": True, "eventId": "1"}


def test_a_heartbeat_with_windows_is_kept(acme: Organisation, world: World) -> None:
    started = acme.started()
    world.send(started["token"], world.event(1, "HEARTBEAT", data={"windows": [WINDOW]}))
    assert events_of(acme, started["sessionId"])[0]["data"] == {"windows": [WINDOW]}
