"""`/report/{token}`: the page on which candidates see the report of their own session and answer it, not signed in.

Only what is picked here reaches the page: no name of anybody else, no note, no text that was written for reviewers.
"""

import unicodedata
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from eye.dashboard.account.guessing import address_of, limits_of, too_often
from eye.dashboard.entrance import STALE_FORM, Endpoint, Halt, open_to_all, read_fields
from eye.dashboard.render import go, outside_page
from eye.dashboard.same_site import from_our_page
from eye.dashboard.sessions.coverage_lines import lines_of
from eye.dashboard.sessions.own_evidence import own_evidence
from eye.dashboard.show import clock_face
from eye.dashboard.words import FLAGS
from eye.db import Row, Tx
from eye.errors import Refusal
from eye.http.context import context
from eye.organisations.sign_in.limit import SignInLimit
from eye.reports import answer_store
from eye.reports.answer import LONGEST, answer_report
from eye.reports.candidate_link import CandidateLink, is_open, read_link
from eye.reports.own_evidence import LASTS, sign_evidence
from eye.reports.report import Report, read_report

LONGEST_FORM = 64 * 1024
MOST_EVIDENCE = 100  # files on a page; whoever has more can ask for them
HEADERS = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex, nofollow"}
OUTCOMES = {
    "clean": "They found nothing wrong.",
    "suspicious": "They found something that raises doubt.",
    "violation": "They found a violation of the rules.",
}
DECISIONS = {"confirmed": "Confirmed", "dismissed": "Dismissed: it does not count against you"}
UNDECIDED = "Not decided yet"
OTHER = "Something else was noted"


async def show_own(request: Request) -> Response:
    link = _link(request)
    if link is None:
        return _closed(request)
    wait = _wait(limits_of(request).reports, request, link)
    return wait or await _page(request, link)


async def submit_own(request: Request) -> Response:
    if not from_our_page(request, hidden=True):
        raise Halt(403, STALE_FORM)
    link = _link(request)
    if link is None:
        return _closed(request)
    wait = _wait(limits_of(request).answers, request, link)
    if wait is not None:
        return wait
    text = answer_of(await read_fields(request))
    if len(text) > LONGEST:
        mistake = f"It has {len(text):,} characters; at most {LONGEST:,} are kept. Shorten it, then send it again."
        return await _page(request, link, text, mistake, 422)
    eye = context(request)
    made = await eye.db.write(answer_report, link, text, eye.clock.now())
    if isinstance(made, Refusal) and made.code == "changed_meanwhile":
        return await _page(request, link, text, made.detail, 409)
    if isinstance(made, Refusal):
        return _closed(request)
    return go(f"{request.url.path}?done=answered")


def answer_of(form: FormData) -> str:
    """What was typed, in several lines if need be; without what is no text."""
    value = form.get("answer", "")
    text = value.replace("\r\n", "\n").replace("\t", " ") if isinstance(value, str) else ""
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()


def _link(request: Request) -> CandidateLink | None:
    eye = context(request)
    link, over = read_link(eye.secrets.signing, request.path_params["token"], eye.clock.now())
    request.state.known = link is not None
    return None if over else link


def _wait(limit: SignInLimit, request: Request, link: CandidateLink) -> Response | None:
    address, now = address_of(request), context(request).clock.now()
    seconds = limit.wait(address, link.session_id, now)
    if seconds:
        return too_often(outside_page("sessions/own_report_closed.html", status=429, busy=True), seconds)
    limit.tried(address, link.session_id, now)
    return None


def _closed(request: Request) -> Response:
    """The same words whatever the reason: they tell nothing about anybody."""
    return outside_page("sessions/own_report_closed.html", status=410 if request.state.known else 404, busy=False)


async def _page(
    request: Request, link: CandidateLink, text: str | None = None, mistake: str = "", status: int = 200
) -> Response:
    eye = context(request)
    now = eye.clock.now()
    found = await eye.db.read(_find, link, now)
    if found is None:
        return _closed(request)
    answer = found.answer["text"] if found.answer else ""
    done = request.query_params.get("done") == "answered" and not mistake
    values = {"most": LONGEST, "mistake": mistake, "done": done, "typed": answer if text is None else text}
    shown = _evidence(found, link, eye.secrets.signing, now) if link.evidence else {}
    values |= {"evidence": shown, "evidence_lasts": LASTS}
    return outside_page("sessions/own_report.html", status=status, **_picked(found, now), **values)


def _find(tx: Tx, link: CandidateLink, now: int) -> Report | None:
    row = answer_store.find(tx, link.session_id)
    return read_report(tx, row["organisation_id"], row["id"], now) if row is not None and is_open(row, link) else None


def _picked(report: Report, now: int) -> dict[str, Any]:
    session, names = report.session, report.names
    start = session["activated_at"] or session["created_at"]
    return {
        "now": now,
        "session": {**session, "first_name": names["first_name"], "last_name": names["last_name"]},
        "assessment": names["assessment_title"],
        "organisation": names["organisation_name"],
        "outcome": OUTCOMES.get(report.outcome["outcome"] or ""),
        "decided_at": report.outcome["outcome_at"],
        "reviewed": report.reviewed,
        "waiting": report.open_flags,
        "coverage": lines_of(session, now),
        "flags": [_flag(flag, start) for flag in report.flags if flag["queue"] != "technical"],
        "answer": report.answer,
    }


def _evidence(report: Report, link: CandidateLink, secrets: tuple[str, ...], now: int) -> dict[str, tuple[str, str]]:
    """Of the first flags that Eye raised by itself and that have a file: `image` or `audio`, and its address."""
    pictured = [flag for flag in report.flags if flag["raised_by"] is None and flag["content_type"]][:MOST_EVIDENCE]
    return {
        flag["id"]: (
            flag["content_type"].partition("/")[0],
            f"/report/evidence/{sign_evidence(secrets, link, flag['media_id'], now)}",
        )
        for flag in pictured
    }


def _flag(flag: Row, start: int) -> dict[str, Any]:
    # A type of the organisation's own, as its description, may say anything; it was written for reviewers.
    return {
        "id": flag["id"],
        "title": FLAGS.get(flag["type"], OTHER) if flag["raised_by"] is None else OTHER,
        "clock": clock_face(max(0, flag["raised_at"] - start)),
        "raised_at": flag["raised_at"],
        "lasted": max(0, (flag["cleared_at"] or flag["raised_at"]) - flag["raised_at"]),
        "decision": DECISIONS.get(flag["review"], UNDECIDED),
    }


def _unnoticed(answer: Endpoint) -> Endpoint:
    """The address is the secret: it goes to nobody with a click, and into no search engine."""

    async def guarded(request: Request) -> Response:
        response = await answer(request)
        response.headers.update(HEADERS)
        return response

    return guarded


OWN_REPORT: list[BaseRoute] = [
    Route("/report/{token}", _unnoticed(open_to_all(show_own)), methods=["GET"]),
    Route("/report/evidence/{ticket}", _unnoticed(open_to_all(own_evidence)), methods=["GET"]),
    Route("/report/{token}", _unnoticed(open_to_all(submit_own)), methods=["POST"], max_body_size=LONGEST_FORM),
]
