"""The outcome of a session on its page: never clean before somebody said so."""

from tests.dashboard.people import Person
from tests.flags.flagged import Reviewer, flagged
from tests.world import Organisation, World


def test_a_session_is_never_clean_before_somebody_said_so(acme: Organisation, owner: Person, world: World) -> None:
    started = acme.started()
    path = f"/dashboard/sessions/{started['sessionId']}"
    world.send(started["token"], world.event(1, "STARTED"))
    world.end(started["token"])
    before = owner.read(path)
    assert "Not reviewed yet" in before
    assert ">Clean</span>" not in before
    answer = owner.send(f"{path}/outcome", outcome="clean", version="0", note="All quiet.")
    assert answer.headers["location"] == f"{path}#outcome"
    text = owner.read(path)
    assert "Not reviewed yet" not in text
    assert ">Clean</span>" in text
    assert "All quiet." in text
    assert owner.send(f"{path}/outcome", outcome="withdraw", version="1").status_code == 303
    assert "Not reviewed yet" in owner.read(path)


def test_an_outcome_that_is_refused_keeps_what_was_typed(acme: Organisation, owner: Person) -> None:
    flag = flagged(acme, end=True)[0]
    path = f"/dashboard/sessions/{flag['sessionId']}/outcome"
    answer = owner.send(path, outcome="clean", version="0", note="My own words")
    assert answer.status_code == 409
    assert "1 flag waits for a decision" in answer.text
    assert "My own words</textarea>" in answer.text
    assert owner.send(path, outcome="guilty", version="0").status_code == 422


def test_flags_that_come_after_the_outcome_are_said(acme: Organisation, owner: Person) -> None:
    flag = flagged(acme, end=True)[0]
    ada = Reviewer(acme, "ada")
    ada.decide(flag, "dismiss")
    path = f"/dashboard/sessions/{flag['sessionId']}"
    owner.send(f"{path}/outcome", outcome="clean", version="0")
    ada.undo(flag)
    assert "after this outcome" in owner.read(path)
