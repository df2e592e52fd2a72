"""What must be right before thousands of candidates start: where, with which keys, from which website."""

import ipaddress

import msgspec

from eye.errors import OperatorError
from eye.simulate.books import Books, refused_with_a_sentence
from eye.simulate.exam import Caller, Exam, code_of
from eye.simulate.wire import Lost, Wire

ASSESSMENT = "simulated"  # where none is named
HINTS = {
    "origin_not_allowed": "Or give another with --origin.",
    "origin_scheme_or_port": "Or give another with --origin.",
    "no_domains_registered": "Or give another with --origin.",
    "credits_exhausted": "Each candidate costs what a session costs: eye credits grant ORG N. Test keys cost nothing.",
    "candidate_token_required": "This organisation takes signed starts only, which the simulator does not make.",
}


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def check(exam: Exam, books: Books, chance_caller: Caller) -> None:
    """OperatorError says what to mend. Leaves one session, which was ended before it began and costs nothing."""
    await _answers(exam)
    for path in ("/v1/sessions?limit=1", "/v1/flags?limit=1", "/v1/usage?limit=1"):
        refused_with_a_sentence(await books.ask(path))
    for id in exam.assessments:
        await _assessment(books, id)
    await _start(exam, books, chance_caller)


async def _answers(exam: Exam) -> None:
    where, wire = f"{exam.place.host}:{exam.place.port}", Wire(exam.place)
    try:
        answer = await wire.ask("GET", "/healthz", {}, patience=10)
    except Lost as problem:
        raise OperatorError(f"Nobody answers at {where} ({problem}). Start Eye there, or give --url.") from problem
    finally:
        wire.close()
    if answer.status != 200:
        raise OperatorError(f"What answers at {where} is not an Eye that works: /healthz says {answer.status}.")


async def _assessment(books: Books, id: str) -> None:
    answer = await books.ask(f"/v1/assessments/{id}")
    if answer.status == 404:
        wanted = {"id": id, "title": "Simulated exam" if id == ASSESSMENT else f"Simulated exam {id}"}
        answer = await books.ask("/v1/assessments", "POST", msgspec.json.encode(wanted))
    refused_with_a_sentence(answer)


async def _start(exam: Exam, books: Books, caller: Caller) -> None:
    wanted = {
        "apiKey": exam.key,
        "assessmentId": exam.assessments[0],
        "candidateId": f"sim-{exam.run}-check",
        "candidateFirstName": "Check",
        "candidateLastName": "Before the run",
    }
    answer, _ = await caller.ask("/v1/init", msgspec.json.encode(wanted))
    if answer is None or answer.status >= 400:
        code = code_of(answer) if answer else "no_answer"
        said = answer.json().get("detail", "") if answer else ""
        raise OperatorError(f"A start from {exam.origin} is refused: {code}. {said} {HINTS.get(code, '')}".rstrip())
    found = answer.json()
    seen = await books.ask(f"/v1/sessions/{found['sessionId']}")
    ending = msgspec.json.encode({"token": found["token"], "reason": "candidate"})
    await caller.ask("/v1/end", ending)
    if seen.status == 404:
        raise OperatorError("The two keys belong to different organisations, so that nothing could be compared.")
    refused_with_a_sentence(seen)
    refused_with_a_sentence(await books.ask(f"/v1/sessions/{found['sessionId']}/media"))
