"""`eye billing check`: it is silent about honest books, and says exactly what differs in others."""

from pathlib import Path

import pytest

from eye.billing.check import check_books
from eye.billing.credits import reverse
from eye.db import Tx
from tests.billing.metered import begun, set_price
from tests.cli.program import run, said
from tests.world import Organisation, World


@pytest.fixture
def busy(world: World) -> Organisation:
    """Charged by every meter, with an overrun, a reversal, something held, and a test session."""
    busy = world.organisation("Busy", credits=70)
    begun(busy)
    world.write(reverse, world.rows("select id from usage")[0]["id"], "Power failure", world.clock.at)
    set_price(busy, "assessment", 3)
    begun(busy, candidateId="bob")
    set_price(busy, "minute")
    token = begun(busy, candidateId="cyd")
    for seq in (2, 3):
        world.clock.move(minutes=50)
        world.send(token, world.event(seq, "HEARTBEAT", data={}))
    begun(busy, candidateId="dan", apiKey=busy.new_key(mode="test"))
    return busy


def test_honest_books_agree(busy: Organisation, world: World) -> None:
    assert busy.wallet["balance"] == -33
    steps: list[str] = []
    assert world.read(check_books, busy.id, steps.append) == []
    assert steps[0] == "wallet"


BROKEN = [
    ("update wallets set balance = balance + 1", "The wallet has -32 credits, and its ledger comes to -33."),
    ("update wallets set held = held + 2", "The wallet holds 2 credits, and its sessions hold 0."),
    ("update wallets set lines = lines + 1", "The ledger has had 10 lines, and 9 are there."),
    ("update lots set remaining = 1 where credits = 70", "of 70 has 1 left, and its ledger 0."),
    ("update ledger set balance = balance + 1 where number = 2", "does not follow line 1 with 70."),
    ("update ledger set lot_id = 'lot_gone' where number = 2", "is about lot_gone use_"),
    ("update usage set credits = 5 where meter = 'assessment'", "cost 5 credits, and its ledger comes to 3."),
    ("update usage set quantity = 2 where meter = 'assessment'", "is 2 at 3, and cost 3 credits."),
    ("update usage set reverses = 'use_gone' where reverses is not null", "gave 1 credits back for 0."),
    ("update sessions set minutes = 7 where candidate_id = 'cyd'", "counts 7 charged minutes, and 100 are in"),
    ("update usage set charged = 'lost' where meter = 'assessment'", "began, and was never charged (by the assess"),
    ("update sessions set mode = 'test' where candidate_id = 'bob'", "which is none that costs anything."),
    ("update sessions set held = 4 where mode = 'test'", "holds 4 credits, and can cost nothing any more."),
    (
        "update usage_days set credits = 8 where meter = 'assessment'",
        "in exam by the assessment has 1 charges of 8 cred",
    ),
    ("update usage_days set sessions = 9 where meter = 'session'", "and there are 2 of 0, or other sessions."),
    ("update usage_days set oldest = 'ses_0' where meter = 'minute'", "and there are 3 of 100, or other sessions."),
    ("delete from usage_days where meter = 'minute'", "by the minute has 0 charges of 0 credits, and there are 3 of"),
    ("delete from ledger where number = 3", "does not follow line 2 with 69."),
]


class Undone(Exception):
    """Carries what was found out of a write that must leave nothing behind."""


def found_after(tx: Tx, sql: str, organisation_id: str) -> None:
    tx.run(sql)
    raise Undone(check_books(tx, organisation_id))


def test_what_differs_is_named(busy: Organisation, world: World) -> None:
    for sql, says in BROKEN:
        with pytest.raises(Undone) as found:
            world.write(found_after, sql, busy.id)
        assert any(says in sentence for sentence in found.value.args[0]), (sql, found.value)
    assert world.read(check_books, busy.id) == []


def test_a_stranger_s_books_are_their_own(busy: Organisation, stranger: Organisation, world: World) -> None:
    world.execute("update wallets set balance = 1 where organisation_id = :id", id=busy.id)
    assert world.read(check_books, stranger.id) == []


def test_the_command_proves_it_or_ends_with_1(busy: Organisation, world: World, tmp_path: Path) -> None:
    where = {"EYE_DATA": str(tmp_path / "data"), "EYE_DATABASE_URL": world.parts.settings.database_url}
    assert (
        said("billing", "check", **where)
        == "The books of 1 organisation agree: wallet, lots, ledger, usage and its days.\n"
    )
    world.execute("update wallets set balance = 0")
    done = run("billing", "check", **where)
    assert done.returncode == 1
    assert f"{busy.id}: The wallet has 0 credits, and its ledger comes to -33.\n" in done.stdout
    assert done.stderr == "eye: The books of 1 of 1 organisation do not agree.\n"
