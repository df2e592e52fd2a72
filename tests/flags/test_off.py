"""Signals that are switched off raise no flag."""

import pytest

from eye.assessments.signals import SIGNALS
from eye.flags.off import FLAGS_OF
from eye.flags.rules import RULES
from tests.flags.test_rules import MOMENTS, RAISED_BY_EVENTS, Step, send
from tests.reading import events_of, flags_of
from tests.world import Organisation, World


def test_every_flag_that_a_page_can_raise_belongs_to_a_signal() -> None:
    assert {rule.type for rule in RULES if rule.raised} == {type for types in FLAGS_OF.values() for type in types}
    assert set(FLAGS_OF) <= set(SIGNALS)


RAISING: dict[str, Step] = {**{type: steps[1] for type, steps in RAISED_BY_EVENTS.items()}, **MOMENTS}


@pytest.mark.parametrize("type", RAISING)
def test_what_is_off_is_recorded_and_never_becomes_a_flag(acme: Organisation, world: World, type: str) -> None:
    raising = RAISING[type]
    signal = next(name for name, types in FLAGS_OF.items() if type in types)
    acme.call("POST", "/v1/assessments", {"id": "lenient", "title": "Lenient", "policy": {"off": [signal]}})
    started = acme.started(assessmentId="lenient")
    send(world, started["token"], 1, raising)
    assert flags_of(acme, started["sessionId"]) == []
    assert [event["type"] for event in events_of(acme, started["sessionId"])] == [raising[0]]
    again = acme.started(assessmentId="lenient", sessionToken=started["token"])
    send(world, again["token"], 1, raising)
    assert flags_of(acme, started["sessionId"]) == []
