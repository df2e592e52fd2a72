"""What must be true of a school after any fault: all that was acknowledged is there, once, and every credit counted."""

import hashlib
from typing import Any

from eye.db import Row, Tx
from eye.operations.objects import open_objects
from tests.faults.school import CREDITS, Exam, School


def broken(school: School, exams: list[Exam]) -> list[str]:
    """Every promise that was not kept, in words; empty is right."""
    return [*school.write(_broken_rows, school.id, exams), *_broken_files(school, exams)]


def _broken_rows(tx: Tx, organisation_id: str, exams: list[Exam]) -> list[str]:
    rows = {row["id"]: row for row in tx.all("select id, event_count, activated_at, ended_at from sessions")}
    found = [f"{exam.id}: acknowledged, and gone" for exam in exams if exam.id and exam.id not in rows]
    for exam in exams:
        if exam.id in rows:
            found += _of_session(tx, exam, rows[exam.id])
    return [*found, *_of_credits(tx, organisation_id, rows), *_told_twice(tx)]


def _of_session(tx: Tx, exam: Exam, row: Row) -> list[str]:
    numbers = [row["seq"] for row in tx.all("select seq from events where session_id = :id order by seq", id=exam.id)]
    found = []
    if numbers[: exam.acked] != list(range(1, exam.acked + 1)):
        found.append(f"{exam.id}: {exam.acked} events were acknowledged, {len(numbers)} are there")
    if numbers != list(range(1, len(numbers) + 1)) or len(numbers) > exam.sent:
        found.append(f"{exam.id}: {exam.sent} events were sent, but there are {numbers}")
    if row["event_count"] != len(numbers):
        found.append(f"{exam.id}: counts {row['event_count']} events of {len(numbers)}")
    if exam.ended and row["ended_at"] is None:
        found.append(f"{exam.id}: its end was acknowledged, and it runs")
    flags = tx.all("select seq, count(*) as n from flags where session_id = :id group by seq", id=exam.id)
    if {flag["seq"]: flag["n"] for flag in flags} != {seq: 1 for seq in numbers if seq % 2}:
        found.append(f"{exam.id}: not one flag for each time that the page was printed")
    return found


def _of_credits(tx: Tx, organisation_id: str, sessions: dict[str, Row]) -> list[str]:
    charged = {row["session_id"]: row["n"] for row in tx.all("select session_id, count(*) as n from usage group by 1")}
    active = {id: 1 for id, row in sessions.items() if row["activated_at"] is not None}
    found = [] if charged == active else [f"charged {charged}, and these ran: {active}"]
    wallet = _one(tx, "select balance, held, lines from wallets where organisation_id = :id", id=organisation_id)
    ledger = _one(tx, "select sum(credits) as n from ledger where organisation_id = :id", id=organisation_id)["n"]
    held = _one(tx, "select coalesce(sum(held), 0) as n from sessions")["n"]
    if (wallet["balance"], wallet["balance"]) != (ledger, CREDITS - len(active)):
        found.append(f"the wallet has {wallet['balance']}, the ledger {ledger}, and {len(active)} sessions ran")
    lines = [
        row["number"] for row in tx.all("select number from ledger where organisation_id = :id", id=organisation_id)
    ]
    if sorted(lines) != list(range(1, wallet["lines"] + 1)):
        found.append(f"the ledger counts {wallet['lines']} lines, and has {len(lines)}")
    if wallet["held"] != held:
        found.append(f"the wallet holds {wallet['held']}, the sessions {held}")
    return found


def _one(tx: Tx, sql: str, **values: Any) -> Row:
    row = tx.one(sql, **values)
    assert row is not None
    return row


def _told_twice(tx: Tx) -> list[str]:
    ends = tx.all(
        """select session_id, count(*) as n from outbox where type = 'session.ended' group by session_id
           having count(*) > 1"""
    )
    return [f"{row['session_id']}: its end is told {row['n']} times" for row in ends]


def _broken_files(school: School, exams: list[Exam]) -> list[str]:
    objects, found = open_objects(school.settings.media_url), []
    for exam in exams:
        for id, checksum in exam.media.items():
            path = f"evidence/{school.id}/{exam.id}/{id}.{checksum[:16]}"
            try:
                content = bytes(objects.get(path).bytes())
            except FileNotFoundError:
                content = b""
            if hashlib.sha256(content).hexdigest() != checksum:
                found.append(f"{path}: acknowledged, and not there as it was sent")
    return found


def exams_of(candidates: Any) -> list[Exam]:
    return [exam for candidate in candidates for exam in candidate.exams]
