"""The link by which candidates see the report of their own session, and answer it: when it opens, and what it shows."""

import html
import re
from typing import Any

import pytest

from eye.reports.candidate_link import sign_link
from eye.sessions import signing
from tests.dashboard.people import Person, colleague_of
from tests.flags.flagged import flagged, review
from tests.retention.test_erase import erase
from tests.retention.test_on_request import everything
from tests.world import Organisation, World

WORDS = "I closed my eyes to think.\nنیم‌فاصله <b>"
SETTING = "/dashboard/settings/candidate-reports"


@pytest.fixture
def session(acme: Organisation) -> str:
    """An ended session with two flags about which nobody has decided, and one that staff described in their words."""
    start: dict[str, Any] = {"candidateFirstName": "Ada", "candidateEmail": "ada@example.org"}
    (flag, _) = flagged(acme, "PRINT_ATTEMPT", "TAB_NOT_FOCUS", end=True, **start)
    noted = {"sessionId": flag["sessionId"], "type": "SEEN_WITH_BOB", "description": "Bob Baker sat beside."}
    headers = {"authorization": f"Bearer {acme.secret}", "idempotency-key": "noted"}
    assert acme.world.client.post("/v1/flags", json=noted, headers=headers).status_code == 201
    return str(flag["sessionId"])


@pytest.fixture
def path(acme: Organisation, owner: Person, session: str) -> str:
    """The address that the owner hands out."""
    allow(owner)
    return link(owner, session)


def allow(owner: Person, mode: str = "on") -> None:
    assert owner.send(SETTING, reports=mode).headers["location"] == f"{SETTING}?done={mode}"


def link(owner: Person, session: str) -> str:
    answer = owner.send(f"/dashboard/sessions/{session}/candidate-link")
    assert answer.status_code == 200
    found = re.search(r"(/report/[\w.-]+)</pre>", answer.text)
    assert found is not None
    return found[1]


def text_of(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text.partition("<main")[2])).split())


def write(nobody: Person, path: str, text: str = WORDS, **headers: str) -> Any:
    # So does a browser on a page that sends no referrer.
    return nobody.ask(
        "POST", path, {"answer": text}, **(headers or {"origin": "null", "sec_fetch_site": "same-origin"})
    )


def decide(acme: Organisation, session: str, outcome: str = "violation") -> None:
    decided = {"outcome": outcome, "note": "Between us."}
    assert acme.call("PUT", f"/v1/sessions/{session}/outcome", decided).status_code == 200


def test_it_says_what_was_recorded_and_that_nobody_has_decided(nobody: Person, path: str) -> None:
    answer = nobody.get(path)
    found = text_of(answer)
    assert "Nobody has decided about this session yet." in found
    assert "Candidate Ada" in found
    assert "Exam page: monitored" in found
    assert found.count("Not decided yet") == 3
    assert "Printing" in found
    assert "clean" not in found.lower()
    for header, value in {
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
        "x-content-type-options": "nosniff",
    }.items():
        assert answer.headers[header] == value
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "set-cookie" not in answer.headers


def test_it_shows_no_staff_no_note_and_nobody_else(acme: Organisation, nobody: Person, session: str, path: str) -> None:
    (first, second, noted) = acme.get(f"/v1/flags?sessionId={session}").json()["items"]
    review(acme, first, "dismiss", note="Our little note.")
    review(acme, second, "confirm")
    review(acme, noted, "second_look")
    decide(acme, session, "suspicious")
    answer = nobody.get(path)
    found = text_of(answer)
    assert "Acme decided about this session on" in found
    assert "They found something that raises doubt." in found
    assert "Dismissed: it does not count against you" in found
    assert "Something else was noted" in found
    key = acme.world.rows("select name from keys where organisation_id = :id", id=acme.id)[0]["name"]
    hidden_ones = ("Bob", "BOB", "Our little note", "Between us", f"key {key}", "key_", "mem_", "second", "ada@")
    for hidden in hidden_ones:
        assert hidden not in answer.text, hidden


def test_it_is_off_until_somebody_allows_it(acme: Organisation, owner: Person, nobody: Person, session: str) -> None:
    assert acme.get("/v1/organisation").json()["candidateReports"] is False
    assert "candidate-link" not in owner.read(f"/dashboard/sessions/{session}")
    assert owner.send(f"/dashboard/sessions/{session}/candidate-link").status_code == 404
    signed = sign_link(acme.world.parts.secrets.signing, session, acme.world.clock.at)
    assert nobody.get(f"/report/{signed}").status_code == 410
    assert acme.call("PATCH", "/v1/organisation", {"candidateReports": True}).json()["candidateReports"] is True
    assert nobody.get(f"/report/{signed}").status_code == 200
    assert acme.call("PATCH", "/v1/organisation", {"candidateReports": 1}).status_code == 400
    (act,) = acme.get("/v1/audit?act=organisation.update").json()["items"]
    assert act["data"] == {"before": {"candidateReports": False}, "after": {"candidateReports": True}}


def test_what_is_not_a_good_link_tells_nothing(acme: Organisation, nobody: Person, session: str, path: str) -> None:
    world = acme.world
    now, secrets = world.clock.at // 1000, world.parts.secrets.signing
    payload = {"v": 1, "sid": session, "iat": now, "exp": now + 60}
    others = (signing.sign(secrets, "eye.session.v1", payload), signing.sign(("other",), "eye.report.v1", payload))
    for token in ("x", path.removeprefix("/report/")[:-1] + "!", "a" * 5000, *others):
        answer = nobody.get(f"/report/{token}")
        assert answer.status_code == 404
        assert "There is no report here" in answer.text
        assert write(nobody, f"/report/{token}").status_code == 404
    unknown = sign_link(secrets, "ses_unknown", world.clock.at)
    assert nobody.get(f"/report/{unknown}").status_code == 410
    world.clock.move(hours=30 * 24 + 1)
    gone = nobody.get(path)
    assert (gone.status_code, gone.headers["referrer-policy"]) == (410, "no-referrer")
    assert write(nobody, path).status_code == 410
    for name in ("Ada", "Acme", session):
        assert name not in gone.text
    assert world.rows("select * from candidate_answers") == []


def test_switched_off_it_is_closed_for_good(owner: Person, nobody: Person, session: str, path: str) -> None:
    owner.world.clock.move(seconds=5)
    allow(owner, "off")
    assert nobody.get(path).status_code == 410
    assert write(nobody, path).status_code == 410
    allow(owner)
    assert nobody.get(path).status_code == 410
    assert nobody.get(link(owner, session)).status_code == 200


def test_the_candidate_answers_and_reviewers_read_it(
    acme: Organisation, owner: Person, nobody: Person, session: str, path: str
) -> None:
    page = f"/dashboard/sessions/{session}"
    assert write(nobody, path, "First").headers["location"] == f"{path}?done=answered"
    acme.world.clock.move(seconds=1)
    assert write(nobody, path).status_code == 303
    assert "Your answer was sent." in nobody.read(f"{path}?done=answered")
    for read in (owner.read(page), owner.read(f"{page}/report"), nobody.read(path)):
        assert WORDS in read
    assert "<b></p>" not in owner.get(page).text
    answer = acme.get(f"/v1/sessions/{session}/report").json()["candidateAnswer"]
    assert (answer["text"], answer["at"][:4]) == (WORDS, "2026")
    acts = acme.get(f"/v1/audit?subject={session}").json()["items"]
    assert {act["act"]: act["actor"] for act in acts} == {
        "session.report.share": owner.member_id,
        "session.answer": "candidate",
    }
    assert acts[0]["data"] == {"characters": len(WORDS)}
    assert "The candidate answered the report" in text_of(owner.get("/dashboard/settings/audit"))
    assert write(nobody, path, " \n").status_code == 303
    assert acme.get(f"/v1/sessions/{session}/report").json()["candidateAnswer"] is None


def test_an_answer_makes_the_open_page_of_the_session_refresh(owner: Person, nobody: Person, session: str) -> None:
    allow(owner)
    page = f"/dashboard/sessions/{session}"
    found = re.search(r'"If-None-Match": "\\"(\w+)', owner.read(page))
    assert found is not None
    etag = f'"{found[1]}"'
    assert owner.get(page, hx_request="true", if_none_match=etag).status_code == 304
    write(nobody, link(owner, session))
    assert owner.get(page, hx_request="true", if_none_match=etag).status_code == 200


def test_after_the_decision_nothing_can_be_answered(
    acme: Organisation, nobody: Person, session: str, path: str
) -> None:
    write(nobody, path, "Before")
    decide(acme, session)
    late = write(nobody, path, "After")
    assert late.status_code == 409
    assert "The outcome is decided" in late.text
    found = nobody.read(path)
    assert "Before" in found
    assert "<textarea" not in found


def test_a_long_answer_is_refused_and_kept_in_the_form(acme: Organisation, nobody: Person, path: str) -> None:
    assert write(nobody, path, "😀" * 4000).status_code == 303
    answer = write(nobody, path, "x" * 4001)
    assert answer.status_code == 422
    assert "It has 4,001 characters" in answer.text
    assert "x" * 4001 in answer.text
    assert write(nobody, path, "x" * 70_000).status_code == 413
    assert acme.world.rows("select length(text) as n from candidate_answers") == [{"n": 4000}]


def test_another_site_cannot_answer(acme: Organisation, nobody: Person, path: str) -> None:
    for headers in ({"origin": "https://evil.example"}, {"origin": "null", "sec_fetch_site": "cross-site"}):
        assert write(nobody, path, **headers).status_code == 403
    assert acme.world.rows("select * from candidate_answers") == []


def test_it_can_be_answered_so_often(nobody: Person, path: str) -> None:
    for number in range(20):
        assert write(nobody, path, str(number)).status_code == 303
    answer = write(nobody, path, "once more")
    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)
    nobody.world.clock.move(minutes=16)
    assert write(nobody, path, "once more").status_code == 303


def test_an_erasure_takes_the_answer_and_closes_the_link(
    acme: Organisation, nobody: Person, world: World, path: str
) -> None:
    write(nobody, path)
    assert "closed my eyes" in everything(world)
    assert acme.call("DELETE", "/v1/candidates/ada").status_code == 202
    assert nobody.get(path).status_code == 410
    assert write(nobody, path, "I insist").status_code == 410
    erase(world)
    left = everything(world)
    assert "closed my eyes" not in left
    assert "insist" not in left
    assert nobody.get(path).status_code == 410


def test_nobody_reads_their_flags_during_the_exam(acme: Organisation, owner: Person) -> None:
    allow(owner)
    session = acme.started()["sessionId"]
    assert owner.send(f"/dashboard/sessions/{session}/candidate-link").status_code == 409
    assert "candidate-link" not in owner.read(f"/dashboard/sessions/{session}")


def test_who_may_not_share_cannot(acme: Organisation, owner: Person, outsider: Person, session: str) -> None:
    allow(owner)
    viewer, path = colleague_of(acme, "Viewer").follow_new_link(), f"/dashboard/sessions/{session}"
    assert "candidate-link" not in viewer.read(path)
    assert viewer.send(f"{path}/candidate-link").status_code == 403
    assert outsider.send(f"{path}/candidate-link").status_code == 404
    assert colleague_of(acme, "Reviewer").follow_new_link().send(f"{path}/candidate-link").status_code == 200
    billing = colleague_of(acme, "Billing").follow_new_link()
    assert "disabled" in billing.read(SETTING)
    assert billing.send(SETTING, reports="off").status_code == 403
    assert owner.send(SETTING, reports="maybe").status_code == 422
