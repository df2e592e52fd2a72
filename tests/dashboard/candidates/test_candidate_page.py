"""A candidate's page: their sessions, and what is switched off or relaxed for them."""

import re
from typing import Any

import pytest

from tests.dashboard.people import Person
from tests.world import Organisation

PAGE = "/dashboard/candidates/ada"
FORM = f"{PAGE}/accommodations"


@pytest.fixture
def ada(acme: Organisation) -> Organisation:
    """Acme, where ada has taken an exam."""
    acme.world.end(acme.started(candidateFirstName="Ada", candidateLastName="Lovelace")["token"])
    return acme


def kept(owner: Organisation) -> Any:
    return owner.get("/v1/candidates/ada/accommodations").json()


def test_it_is_one_click_from_a_session(acme: Organisation, owner: Person) -> None:
    session = acme.started(candidateFirstName="Ada")["sessionId"]
    assert f'href="{PAGE}"' in owner.read(f"/dashboard/sessions/{session}")
    text = owner.read(PAGE)
    assert f'href="/dashboard/sessions/{session}"' in text
    assert "<bdi>Ada</bdi>" in text


def test_what_is_decided_is_said_in_words_and_holds_from_the_next_start(ada: Organisation, owner: Person) -> None:
    assert "Nothing: the settings of the assessment hold." in owner.read(PAGE)
    answer = owner.send(FORM, off=["camera", "tab-focus"], faceAbsenceSeconds="30")
    assert answer.headers["location"] == f"{PAGE}?done=accommodated"
    text = owner.read(PAGE)
    assert "Not watched: Leaving the exam page, Camera" in text
    assert "No face: 30 seconds" in text
    policy = ada.started()["policy"]
    assert (policy["off"], policy["faceAbsenceSeconds"]) == (["tab-focus", "camera"], 30)


def test_one_assessment_is_decided_apart(ada: Organisation, owner: Person) -> None:
    owner.send(FORM, off=["camera"])
    owner.send(f"{FORM}?assessment=exam", multipleFaceSeconds="20")
    assert kept(ada)["everywhere"] == {"off": ["camera"]}
    assert kept(ada)["assessments"] == {"exam": {"multipleFaceSeconds": 20}}
    owner.send(FORM)
    assert kept(ada)["everywhere"] == {}
    assert kept(ada)["assessments"] == {"exam": {"multipleFaceSeconds": 20}}
    owner.send(f"{FORM}?assessment=exam")
    assert kept(ada)["assessments"] == {}


def test_the_form_shows_what_holds(ada: Organisation, owner: Person) -> None:
    owner.send(FORM, off=["camera"], faceAbsenceSeconds="30")
    text = owner.read(FORM)
    assert re.search(r'value="camera" checked', text)
    assert re.search(r'name="faceAbsenceSeconds" value="30"', text)
    other = owner.read(f"{FORM}?assessment=exam")
    assert " checked" not in re.sub(r'<input[^>]*name="theme"[^>]*>', "", other)


def test_a_wrong_number_is_said_beside_its_field(ada: Organisation, owner: Person) -> None:
    answer = owner.send(FORM, faceAbsenceSeconds="soon", off=["camera"])
    assert answer.status_code == 422
    assert 'id="faceAbsenceSeconds-wrong"' in answer.text
    assert 'value="soon"' in answer.text
    assert re.search(r'value="camera" checked', answer.text)
    assert kept(ada)["everywhere"] == {}


def test_the_audit_log_says_it_in_words(ada: Organisation, owner: Person) -> None:
    owner.send(FORM, off=["camera"])
    text = owner.read("/dashboard/settings/audit")
    assert "changed the accommodations of the candidate" in text
    assert "camera" in text


def test_a_viewer_sees_and_changes_nothing(ada: Organisation, reviewer: Person) -> None:
    text = reviewer.read(PAGE)
    assert "Accommodations" in text
    assert FORM not in text
    assert reviewer.get(FORM).status_code == 403
    assert reviewer.send(FORM, off=["camera"]).status_code == 403
    assert kept(ada)["everywhere"] == {}


def test_a_stranger_gets_404(ada: Organisation, outsider: Person, owner: Person) -> None:
    for path in (PAGE, FORM, f"{FORM}?assessment=exam"):
        assert outsider.get(path).status_code == 404
    assert outsider.send(FORM, off=["camera"]).status_code == 404
    assert owner.get(f"{FORM}?assessment=unknown").status_code == 404
    assert kept(ada)["everywhere"] == {}
