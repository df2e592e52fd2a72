"""The server's clock is set forth or back during an exam: nothing is refused, lost, ended or charged twice."""

import pytest

from tests.reading import stored
from tests.world import Organisation, World


@pytest.mark.parametrize("minutes", [-24 * 60, -10, 10, 45])
def test_an_exam_goes_on_through_a_step(acme: Organisation, world: World, minutes: int) -> None:
    session = acme.started()
    token = session["token"]
    for seq in range(1, 4):
        assert world.send(token, world.event(seq, "PRINT_ATTEMPT")).json()["acked"] == seq
    world.clock.move(minutes=minutes)
    assert world.sweep() == 0
    for seq in range(4, 7):
        answer = world.send(token, world.event(seq, "PRINT_ATTEMPT"))
        assert (answer.status_code, answer.json().get("acked")) == (202, seq)
    again = world.send(token, world.event(3, "PRINT_ATTEMPT"), world.event(6, "PRINT_ATTEMPT"))
    assert (again.status_code, again.json()["acked"]) == (202, 6)
    world.clock.move(minutes=-minutes)
    assert world.send(token, world.event(7, "PRINT_ATTEMPT")).json()["acked"] == 7
    assert world.sweep() == 0
    assert world.end(token).json()["status"] == "ended"
    assert acme.wallet == {"balance": 9, "held": 0}
    items = acme.get(f"/v1/sessions/{session['sessionId']}/events").json()["items"]
    assert [item["seq"] for item in items if item["type"] == "PRINT_ATTEMPT"] == list(range(1, 8))
    assert len(acme.get(f"/v1/sessions/{session['sessionId']}/flags").json()["items"]) == 7


def test_a_page_that_is_loaded_again_after_a_step_back_resumes(acme: Organisation, world: World) -> None:
    session = acme.started()
    world.send(session["token"], world.event(1, "FULLSCREEN_CHANGE", data={"fullscreen": True}))
    world.clock.move(hours=-1)
    resumed = acme.start(sessionToken=session["token"])
    assert (resumed.status_code, resumed.json()["sessionId"]) == (200, session["sessionId"])


def test_ids_never_repeat_when_the_same_hour_comes_again(acme: Organisation, world: World) -> None:
    first = [acme.started(candidateId=f"before{n}")["sessionId"] for n in range(5)]
    world.clock.move(seconds=-1)
    second = [acme.started(candidateId=f"after{n}")["sessionId"] for n in range(5)]
    assert len({*first, *second}) == 10
    assert stored(world)
