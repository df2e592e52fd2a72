"""`eye simulate` against a running Eye: what was acknowledged is stored, and a loss is found."""

import asyncio
import re
import signal
import subprocess
from dataclasses import replace
from typing import Any

import pytest

from eye.errors import OperatorError
from eye.simulate.account import Account
from eye.simulate.books import audit
from eye.simulate.check import is_loopback
from eye.simulate.run import simulate
from eye.simulate.script import LAST_NAMES
from eye.simulate.show import Show
from eye.simulate.wire import read_place
from tests.cli.program import EYE, SECONDS, environment, run
from tests.cli.program import refused as run_refused
from tests.simulate.conftest import Simulated

ALL_THAT_SCRIPTS_DO = {
    "reloads",
    "lost answers",
    "offline spells",
    "duplicate tabs",
    "tabs that took over",
    "wrong clocks",
}
# Each is done to a session of its own; `:seq` is an acknowledged event of its first page.
LOSSES = [
    ("delete from events where session_id = :id and gen = 1 and seq = :seq", "event lost"),
    (
        """insert into events (session_id, gen, seq, type, at, original_at, received_at, data, media_id, late)
           select session_id, gen, seq + 5000, type, at, original_at, received_at, data, media_id, late
           from events where session_id = :id and gen = 1 and seq = :seq""",
        "event too many",
    ),
    ("update events set data = '{\"moved\": 1}' where session_id = :id and gen = 1 and seq = :seq", "event changed"),
    ("update events set received_at = 1 where session_id = :id and gen = 1 and seq > :seq", "order"),
    ("update sessions set event_count = event_count + 1 where id = :id", "count"),
    ("update sessions set attempt = 9, candidate_id = 'sim-test-check' where id = :id", "session lost"),
    ("update media set sha256 = 'other' where session_id = :id", "media changed"),
    ("delete from media where session_id = :id", "media lost"),
    ("delete from usage where session_id = :id", "charge lost"),
    (
        """insert into usage (id, organisation_id, meter, charged, quantity, credits, key_id, domain_id, domain_entry,
             assessment_id, candidate_id, session_id, at)
           select id || '2', organisation_id, meter, charged || '2', quantity, credits, key_id, domain_id, domain_entry,
             assessment_id, candidate_id, session_id, at
           from usage where session_id = :id""",
        "charge twice",
    ),
    ("delete from flags where session_id = :id", "flag lost"),
]


def test_what_was_acknowledged_is_stored_and_a_loss_is_found(simulated: Simulated) -> None:
    outcome = asyncio.run(simulate(simulated.wanted(), Show()))
    assert outcome.good, (outcome.differences[:5], outcome.refused)
    assert outcome.measures.did.keys() == ALL_THAT_SCRIPTS_DO
    assert looked_at(simulated, outcome.accounts) == []
    whole = [account for account in outcome.accounts if account.media and account.flags]
    for (sql, kind), account in zip(LOSSES, whole, strict=False):
        seq = {"seq": an_acknowledged_event(account)} if ":seq" in sql else {}
        assert simulated.execute(sql, id=account.session_id, **seq), sql
        assert kind in looked_at(simulated, [account]), sql
    assert len(whole) >= len(LOSSES)


def an_acknowledged_event(account: Account) -> int:
    """One of the middle, so that others come before and after it."""
    stored = [event.seq for event in account.pages[0].sent.values() if event.stored]
    return stored[len(stored) // 2]


def looked_at(simulated: Simulated, accounts: list[Account]) -> list[str]:
    """The kinds of difference, found anew."""
    found = asyncio.run(audit(read_place(simulated.url), simulated.secret_key, accounts, []))
    return [one.kind for one in found]


def test_the_command_says_what_came_of_it(on_sqlite: Simulated) -> None:
    short = ("--candidates", "3", "--minutes", "1", "--pace", "60")
    done = run("simulate", *on_sqlite.options, *short)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^/v1/events +\d+( +[\d.,]+){4}$", done.stdout, re.M)
    assert done.stdout.endswith(
        "No difference: every acknowledged event is there once and in order, every exam was charged once.\n"
    )
    seen = on_sqlite.get("/v1/sessions?status=ended")["items"]
    assert {one["host"]["candidateLastName"] for one in seen} <= {"Before the run", *LAST_NAMES.split()}


def test_ctrl_c_compares_what_was_done_so_far(on_sqlite: Simulated) -> None:
    command = [str(EYE), "simulate", *on_sqlite.options, "--candidates", "5", "--minutes", "60", "--pace", "6"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        while sum(one["eventCount"] for one in on_sqlite.get("/v1/sessions")["items"]) < 10:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=SECONDS)[0]
    assert process.returncode == 0, said
    assert "candidates in their exam" in said
    assert "stopped by Ctrl-C" in said
    assert "No difference" in said


def test_what_cannot_begin_says_why(with_two_credits: Simulated) -> None:
    def refused(**decided: Any) -> str:
        with pytest.raises(OperatorError) as caught:
            asyncio.run(simulate(replace(with_two_credits.wanted(), **decided), Show()))
        return str(caught.value)

    secret = with_two_credits.secret_key
    assert "key_malformed" in refused(secret_key=secret[:-1] + ("a" if secret[-1] != "a" else "b"))
    assert "key_wrong_kind" in refused(secret_key=with_two_credits.key)
    assert "key_secret_in_browser" in refused(key=secret)
    assert "origin_not_allowed. https://other.example is not" in refused(origin="https://other.example")
    assert refused(url="http://localhost:1").startswith("Nobody answers at localhost:1 ")
    outcome = asyncio.run(simulate(with_two_credits.wanted(candidates=4, minutes=0.5), Show()))
    assert outcome.refused == ["credits_exhausted"] * 2
    assert (outcome.good, outcome.differences) == (False, [])
    assert "eye credits grant" in refused()


def test_another_machine_is_loaded_only_by_consent() -> None:
    options = ("--key", "eye_pk_live_x", "--secret-key", "eye_sk_live_x")
    assert "--yes-load-this-server" in run_refused("simulate", *options, "--url", "http://eye.example.com")
    assert "give an address" in run_refused("simulate", *options, "--url", "localhost:8000")
    assert all(map(is_loopback, ("localhost", "exam.localhost", "127.0.0.1", "127.9.9.9", "::1")))
    assert not any(map(is_loopback, ("localhost.example.com", "10.0.0.1", "eye.example.com", "127.1")))
