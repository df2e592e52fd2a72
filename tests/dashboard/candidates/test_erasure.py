"""A candidate is erased from their page: what goes is said first, and the receipt is there to keep."""

from eye.organisations.permissions import ROLES
from eye.retention.receipt import is_ours
from tests.dashboard.people import Person, colleague_of
from tests.retention.test_erase import erase
from tests.retention.test_on_request import sit
from tests.world import Organisation, World

CANDIDATE = "/dashboard/candidates/lovelace-1815"


def test_it_says_what_goes_erases_and_hands_out_the_receipt(acme: Organisation, owner: Person, world: World) -> None:
    session = sit(acme)["sessionId"]
    assert f'href="{CANDIDATE}/erase"' in owner.read(CANDIDATE)
    asked = owner.read(f"{CANDIDATE}/erase")
    assert "for 1 session" in asked
    assert "Nobody can take this back" in asked
    wrong = owner.send(f"{CANDIDATE}/erase", again="somebody-else")
    assert (wrong.status_code, "not the id of the candidate" in wrong.text) == (422, True)
    assert owner.get(CANDIDATE).status_code == 200
    there = owner.send(f"{CANDIDATE}/erase", again="lovelace-1815").headers["location"]
    assert "Being erased" in owner.read(there)
    assert owner.get(f"{there}/receipt.json").status_code == 404
    erase(world)
    assert "Download the receipt" in owner.read(there)
    found = owner.get(f"{there}/receipt.json").json()
    assert is_ours(found["receipt"], found["signature"], found["publicKey"])
    assert owner.get(CANDIDATE).status_code == 404
    erased = owner.read(f"/dashboard/sessions/{session}")
    assert "Augusta" not in erased
    nobody = f"/dashboard/candidates/{there.rpartition('/')[2]}"
    assert f'href="{nobody}"' in erased
    assert owner.get(nobody).headers["location"] == there


def test_a_running_exam_is_not_interrupted(acme: Organisation, owner: Person) -> None:
    sit(acme, end=False)
    answer = owner.send(f"{CANDIDATE}/erase", again="lovelace-1815")
    assert (answer.status_code, "is running" in answer.text) == (409, True)


def test_who_may_not_erase_sees_no_way_to(acme: Organisation) -> None:
    sit(acme)
    viewer = colleague_of(acme, "Viewer").follow_new_link()
    assert "candidate.delete" not in ROLES["Viewer"]
    assert "/erase" not in viewer.read(CANDIDATE)
    assert viewer.get(f"{CANDIDATE}/erase").status_code == 403
    assert viewer.send(f"{CANDIDATE}/erase", again="lovelace-1815").status_code == 403


def test_a_stranger_finds_nothing(acme: Organisation, outsider: Person) -> None:
    sit(acme)
    erasure = acme.call("DELETE", "/v1/candidates/lovelace-1815").json()["id"]
    for path in (f"{CANDIDATE}/erase", f"/dashboard/erasures/{erasure}", f"/dashboard/candidates/{erasure}"):
        assert outsider.get(path).status_code == 404
    assert outsider.send(f"{CANDIDATE}/erase", again="lovelace-1815").status_code == 404
