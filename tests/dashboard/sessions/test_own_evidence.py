"""The pictures and sounds that a candidate's own report shows: where somebody decided so, for a while, no others."""

import re
from typing import Any

import pytest

from eye.reports.candidate_link import CandidateLink
from eye.reports.own_evidence import sign_evidence
from tests.dashboard.people import Person, colleague_of
from tests.events.test_tokens import tampered
from tests.media.upload import PNG, upload
from tests.retention.test_erase import erase
from tests.world import Organisation, World

SETTING = "/dashboard/settings/candidate-reports"


@pytest.fixture
def session(acme: Organisation, owner: Person) -> str:
    """An ended session: a flag with a picture, a snapshot that is none, and a flag by hand with the snapshot's file."""
    world, started = acme.world, acme.started(candidateFirstName="Ada")
    token, id = started["token"], str(started["sessionId"])
    world.send(
        token,
        world.event(1, "STARTED"),
        world.event(2, "MULTIPLE_FACE", mediaId="two_faces"),
        world.event(3, "PERIODIC_SNAPSHOT", mediaId="snapshot"),
    )
    assert upload(world, token, mediaId="two_faces").status_code == 201
    assert upload(world, token, PNG + b"another", mediaId="snapshot").status_code == 201
    noted = {"sessionId": id, "type": "SEEN_WITH_BOB", "description": "Bob sat beside.", "mediaId": "snapshot"}
    headers = {"authorization": f"Bearer {acme.secret}", "idempotency-key": "noted"}
    assert world.client.post("/v1/flags", json=noted, headers=headers).status_code == 201
    world.end(token)
    owner.send(SETTING, reports="on")
    return id


def link(person: Person, session: str, **ticked: str) -> str:
    answer = person.send(f"/dashboard/sessions/{session}/candidate-link", **ticked)
    assert answer.status_code == 200
    found = re.search(r"(/report/[\w.-]+)</pre>", answer.text)
    assert found is not None
    return found[1]


def addresses(nobody: Person, path: str) -> list[str]:
    return re.findall(r'src="(/report/evidence/[\w.-]+)"', nobody.read(path))


def test_the_file_of_a_flag_is_shown_where_the_link_was_made_so(
    acme: Organisation, owner: Person, nobody: Person, session: str
) -> None:
    assert addresses(nobody, link(owner, session)) == []
    path = link(owner, session, evidence="1")
    (address,) = addresses(nobody, path)
    assert path.removeprefix("/report/") not in address, "the address of a picture does not open the report"
    answer = nobody.get(address)
    assert answer.content == PNG
    for header, value in {
        "content-type": "image/png",
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
    }.items():
        assert answer.headers[header] == value
    acts = acme.get("/v1/audit?act=session.report.share").json()["items"]
    assert sorted((act["data"] for act in acts), key=len) == [{}, {"evidence": True}]


def test_it_closes_after_a_quarter_of_an_hour_and_the_page_makes_a_new_one(
    owner: Person, nobody: Person, session: str, world: World
) -> None:
    path = link(owner, session, evidence="1")
    (address,) = addresses(nobody, path)
    world.clock.move(minutes=14)
    assert nobody.get(address).status_code == 200
    world.clock.move(minutes=2)
    assert nobody.get(address).status_code == 404
    (again,) = addresses(nobody, path)
    assert again != address
    assert nobody.get(again).status_code == 200


def test_it_closes_with_the_reports_and_with_the_erasure(
    acme: Organisation, owner: Person, nobody: Person, session: str, world: World
) -> None:
    (address,) = addresses(nobody, link(owner, session, evidence="1"))
    world.clock.move(seconds=5)
    owner.send(SETTING, reports="off")
    assert nobody.get(address).status_code == 404
    owner.send(SETTING, reports="on")
    assert nobody.get(address).status_code == 404, "what was made before stays closed"
    (address,) = addresses(nobody, link(owner, session, evidence="1"))
    assert nobody.get(address).status_code == 200
    assert acme.call("DELETE", "/v1/candidates/ada").status_code == 202
    assert nobody.get(address).status_code == 404
    erase(world)
    assert nobody.get(address).status_code == 404


def test_no_other_address_opens_a_file(
    acme: Organisation, stranger: Organisation, owner: Person, nobody: Person, session: str
) -> None:
    world = acme.world
    path = link(owner, session, evidence="1")
    (address,) = addresses(nobody, path)
    ticket, now = address.rpartition("/")[2], world.clock.at
    signed = world.parts.secrets.signing
    other = stranger.started()["sessionId"]

    def made(secrets: tuple[str, ...], session_id: str, media_id: str) -> str:
        return sign_evidence(secrets, CandidateLink(session_id, now // 1000, True), media_id, now)

    wrong: list[Any] = [
        "x",
        "a" * 5000,
        *tampered(ticket),
        path.removeprefix("/report/"),
        made(("another secret",), session, "two_faces"),
        made(signed, other, "two_faces"),  # the file of one session under the link of another
        made(signed, session, "unknown"),
    ]
    for one in wrong:
        answer = nobody.get(f"/report/evidence/{one}")
        assert (answer.status_code, answer.content) == (404, b""), one
    assert nobody.get(f"/report/{ticket}").status_code == 404


def test_who_may_not_see_evidence_cannot_hand_it_out(
    acme: Organisation, owner: Person, outsider: Person, session: str
) -> None:
    page = f"/dashboard/sessions/{session}"
    assert 'name="evidence"' in owner.read(page)
    role = {"name": "Reporter", "permissions": ["session.view", "report.view", "report.export"]}
    reporter = colleague_of(acme, acme.call("POST", "/v1/roles", role).json()["id"]).follow_new_link()
    assert 'name="evidence"' not in reporter.read(page)
    assert reporter.send(f"{page}/candidate-link", evidence="1").status_code == 403
    assert link(reporter, session)
    assert outsider.send(f"{page}/candidate-link", evidence="1").status_code == 404


def test_it_can_be_asked_for_so_often(owner: Person, nobody: Person, session: str) -> None:
    (address,) = addresses(nobody, link(owner, session, evidence="1"))
    limit = owner.world.client.app.state.limits.evidence  # type: ignore[attr-defined]
    for _ in range(2_400):
        limit.tried("testclient", session, owner.world.clock.at)
    answer = nobody.get(address)
    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)
