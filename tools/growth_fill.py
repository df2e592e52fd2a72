"""Fills a database with sessions: one is lived through over HTTP, and its rows are copied under other ids and days.

So every row is one that Eye itself wrote, whatever columns its tables have by now.
"""

import asyncio
import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

from eye.app import assemble, create_app
from eye.assessments.create import create_assessment
from eye.assessments.find import fold_all
from eye.billing.credits import grant
from eye.clock import DAY, HOUR, SECOND, Clock, iso, new_id
from eye.db import Tx, migrate, open_database
from eye.db.migrations import FOLDER
from eye.domains.add import add_domain, read_domain
from eye.errors import Refusal
from eye.keys.create import NewKey, create_key
from eye.organisations.create import create_organisation
from eye.organisations.permissions import ROLES
from eye.reports.hours import count_hours
from eye.settings import Settings, read_secrets

ORIGIN = "https://exam.example.com"
LIVE = 200
DAYS = 90
BATCH = 1_000
ASSESSMENTS = 20
FLAGS = 3
PICTURES = 5
TIMES = {
    *("at", "last_seen", "created_at", "activated_at", "gen_started_at", "ends_at", "ended_at", "received_at"),
    *("raised_at", "cleared_at", "erase_at", "outcome_at"),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """Who and what to ask the server about; `session_id` is the session that was lived through."""

    organisation_id: str
    publishable: str
    secret: str
    owner_id: str
    session_id: str
    tokens: list[str]


def fill(settings: Settings, sessions: int, live: int, events: int, say: Callable[[str], None]) -> Filled:
    """`sessions` that are over, each of `events` events, at least 20, and `live` ones; always the one lived through."""
    migrate(settings.database_url)
    filled = _live_through(settings, live, events)
    asyncio.run(_copy(settings, filled, sessions, say))
    return filled


def _live_through(settings: Settings, live: int, events: int) -> Filled:
    parts = assemble(settings)
    with TestClient(create_app(parts, chores=False)) as client:
        assert client.portal is not None  # noqa: S101 - it is entered
        pepper = read_secrets(settings.secrets_file).pepper
        made = client.portal.call(parts.db.write, _organisation, pepper, Clock().now())
        tokens = [_start(client, made[1], f"live-{n}") for n in range(live)]
        started = _started(client, made[1], "pattern")
        _attend(client, started["token"], events)
        return Filled(*made, started["sessionId"], tokens)


def _organisation(tx: Tx, pepper: str, now: int) -> tuple[str, str, str, str]:
    made = create_organisation(tx, "Growth", "growth@growth.example", now)
    if isinstance(made, Refusal):
        raise RuntimeError(made.detail)
    organisation_id, owner_id = made
    grant(tx, organisation_id, 10_000_000, "to grow", now)
    add_domain(tx, organisation_id, owner_id, read_domain("Exams", "exam.example.com"), now)
    for number in range(ASSESSMENTS):
        exam: dict[str, Any] = {"id": f"exam-{number}", "title": f"Exam {number}", "policy": "{}"}
        exam |= {"ai_proctoring": "host", "facial_recognition": "host"}
        exam |= dict.fromkeys(("duration_ms", "attempts", "opens_at", "closes_at"))
        create_assessment(tx, organisation_id, owner_id, exam, now)
    wanted = NewKey("Website", "publishable", "live"), NewKey("Server", "secret", "live", roles=("Admin",))
    keys = [create_key(tx, organisation_id, owner_id, ROLES["Owner"], one, pepper, now) for one in wanted]
    texts = [key[1].text for key in keys if not isinstance(key, Refusal)]
    return organisation_id, texts[0], texts[1], owner_id


def _started(client: TestClient, key: str, candidate: str) -> dict[str, Any]:
    body = {"apiKey": key, "assessmentId": "exam-0", "candidateId": candidate}
    answer = client.post("/v1/init", json=body, headers={"origin": ORIGIN})
    found: dict[str, Any] = answer.json()
    return found


def _start(client: TestClient, key: str, candidate: str) -> str:
    token = str(_started(client, key, candidate)["token"])
    _send(client, token, [{"seq": 1, "type": "STARTED", "at": iso(Clock().now())}])
    return token


def _attend(client: TestClient, token: str, events: int) -> None:
    """An exam of `events` events with three flags and five pictures, up to its end."""
    now = Clock().now()
    picture = b"\x89PNG\r\n\x1a\n" + b"pixels" * 200
    for number in range(PICTURES):
        fields = {"token": token, "mediaId": f"shot-{number}", "sha256": hashlib.sha256(picture).hexdigest()}
        answer = client.post("/v1/media", data=fields, files={"file": ("a.png", picture)}, headers={"origin": ORIGIN})
        answer.raise_for_status()
    listed: list[dict[str, Any]] = [{"seq": 1, "type": "STARTED"}]
    for seq in range(2, events):
        listed.append({"seq": seq, **_event(seq, now)})
    listed.append({"seq": events, "type": "END_PROCTORING"})
    for first in range(0, events, 100):
        _send(client, token, [{"at": iso(now), **event} for event in listed[first : first + 100]])


def _event(seq: int, now: int) -> dict[str, Any]:
    if seq % 2 == 0 and seq <= 2 * FLAGS:
        return {"type": "MULTIPLE_FACE" if seq == 2 else "PASTE", "data": {} if seq == 2 else LONG_PASTE}
    if seq <= 2 * FLAGS + PICTURES and seq % 2:
        return {"type": "PERIODIC_SNAPSHOT", "mediaId": f"shot-{seq % PICTURES}"}
    window = {"detector": "face", "from": iso(now - 10 * SECOND), "to": iso(now), "looked": 10, "expected": 10}
    return {"type": "HEARTBEAT", "data": {"windows": [window]}}


LONG_PASTE = {"length": 120, "long": True, "own": False}


def _send(client: TestClient, token: str, events: list[dict[str, Any]]) -> None:
    answer = client.post("/v1/events", json={"token": token, "events": events}, headers={"origin": ORIGIN})
    if answer.status_code != 202 or answer.json()["rejected"]:
        raise RuntimeError(answer.text)


async def _copy(settings: Settings, filled: Filled, sessions: int, say: Callable[[str], None]) -> None:
    database, now = open_database(settings.database_url), Clock().now()
    try:
        await database.write(lambda tx: tx.run(NEW))
        for first in range(0, sessions, BATCH):
            count = min(BATCH, sessions - first)
            await database.write(
                copy_sessions, filled.organisation_id, filled.session_id, new_sessions(first, count, sessions, now)
            )
            say(f"{first + count:,} of {sessions:,} sessions")
        await database.write(lambda tx: tx.run("drop table growth"))
        await database.write(lambda tx: tx.run(SETTLED, ago=HOUR))
        await database.write(keep_days)
        await fold_all(database)
        while await database.write(count_hours, now):
            pass
        if settings.database_url.startswith("postgresql"):
            await database.write(lambda tx: tx.run("analyze"))
    finally:
        await database.close()


# Whether a live session needs somebody hangs on how long it runs, and so on how long the filling took.
SETTLED = "update sessions set activated_at = activated_at - :ago where ended_at is null"
NEW = "create table growth (id text primary key, shift bigint not null, n bigint not null)"


def new_sessions(first: int, count: int, sessions: int, now: int) -> list[dict[str, object]]:
    """Evenly over the last three months, so that ids, which begin with their time, rise with the days."""
    chance = random.Random(first)  # noqa: S311 - the same database each time
    made = []
    for n in range(first, first + count):
        ago = round(DAYS * DAY * (1 - n / sessions)) + chance.randrange(1, 60 * SECOND)
        made.append({"id": new_id("ses", now - ago), "shift": -ago, "n": n})
    return made


def copy_sessions(tx: Tx, organisation_id: str, pattern: str, new: list[dict[str, object]]) -> None:
    """Rows of `new` by `pattern`, a session with its flags and all. Needs the table of `NEW`.

    Only names of columns and texts of this file become SQL.
    """
    tx.run("delete from growth")
    tx.many("insert into growth (id, shift, n) values (:id, :shift, :n)", new)
    person = "'c' || (n % 20000)"
    exam = f"'exam-' || (n % {ASSESSMENTS})"
    tx.run(
        f"""insert into candidates (organisation_id, id, first_name, last_name, created_at)
            select :org, {person}, 'First' || (n % 300), 'Last' || (n % 700), {Clock().now()} + shift
            from growth where true on conflict do nothing""",  # noqa: S608
        org=organisation_id,
    )
    of = {"candidate_id": person, "assessment_id": exam}
    done = "case when n % 50 = 0 then {} else '{}' end"
    review = {
        "rescore": "0",
        "queue": done.format("t.queue", "decided"),
        "review": done.format("t.review", "dismissed"),
        "reviewed_by": done.format("t.reviewed_by", "growth"),
        "reviewed_at": "case when n % 50 = 0 then t.reviewed_at else t.raised_at + shift end",
    }
    short = "substr(g.id, 5)"
    copies: list[tuple[str, str, dict[str, str]]] = [
        ("sessions", "id", {**of, "id": "g.id", "risk": "n % 60", "start_id": "null"}),
        ("events", "session_id", {"session_id": "g.id"}),
        (
            "flags",
            "session_id",
            {**of, **review, "id": f"'flg_' || {short} || t.seq", "session_id": "g.id"},
        ),
        ("media", "session_id", {"session_id": "g.id"}),
        ("usage", "session_id", {**of, "id": f"'use_' || {short}", "session_id": "g.id", "charged": "g.id"}),
    ]
    for table, column, changed in copies:
        _copy_table(tx, table, column, changed, pattern)
    tx.run(
        f"""insert into ledger (id, organisation_id, kind, credits, balance, usage_id, note, at, number)
            select 'led_' || {short}, :org, 'charge', -1, 1000000 - n, 'use_' || {short}, '', {Clock().now()} + shift,
              (select lines from wallets where organisation_id = :org) + n - :first + 1 from growth g""",  # noqa: S608
        org=organisation_id,
        first=new[0]["n"],
    )
    tx.run(
        "update wallets set lines = lines + :count where organisation_id = :org",
        org=organisation_id,
        count=len(new),
    )
    tx.run(
        f"""insert into audit (id, organisation_id, actor, act, subject, data, at)
            select 'aud_' || {short}, :org, 'growth', 'session.pause', g.id, '{{}}', {Clock().now()} + shift
            from growth g""",  # noqa: S608
        org=organisation_id,
    )


def keep_days(tx: Tx) -> None:
    """The sums of charges by the day, as the migration makes them of charges that are there."""
    tx.run("delete from usage_days")
    (sql,) = [
        part
        for part in (FOLDER / "0032_usage_days.sql").read_text("utf8").split(";")
        if "insert into usage_days" in part
    ]
    tx.run(sql)


def _copy_table(tx: Tx, table: str, column: str, changed: dict[str, str], pattern: str) -> None:
    (one, *_) = tx.all(f"select * from {table} where {column} = :pattern limit 1", pattern=pattern)  # noqa: S608
    values = [changed.get(name) or (f"t.{name} + shift" if name in TIMES else f"t.{name}") for name in one]
    tx.run(
        f"""insert into {table} ({", ".join(one)}) select {", ".join(values)}
            from growth g cross join {table} t where t.{column} = :pattern""",  # noqa: S608
        pattern=pattern,
    )
