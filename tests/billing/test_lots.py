"""Credits come in lots, are used in their order, expire, are given back, and run low."""

import pytest

from eye.billing.credits import expire_due, grant, reverse
from eye.clock import DAY
from eye.db import Tx
from eye.errors import Refusal
from tests.billing.metered import begun, set_price, told
from tests.sessions.outcome import refusal
from tests.world import Organisation, World


@pytest.fixture
def poor(world: World) -> Organisation:
    return world.organisation("Poor", credits=0)


def add(owner: Organisation, credits: int, note: str, days: int | None = None, priority: int = 50) -> None:
    until = None if days is None else owner.world.clock.at + days * DAY
    owner.world.write(grant_lot, owner.id, credits, note, until, priority, owner.world.clock.at)


def grant_lot(tx: Tx, of: str, credits: int, note: str, until: int | None, priority: int, now: int) -> None:
    grant(tx, of, credits, note, now, expires_at=until, priority=priority)


def left(world: World) -> dict[str, int]:
    return {row["note"]: row["remaining"] for row in world.rows("select note, remaining from lots")}


def expire(world: World) -> None:
    assert world.client.portal is not None
    world.client.portal.call(expire_due, world.parts.db, world.clock)


def ledger(world: World) -> list[tuple[str, int, int, str | None]]:
    """Kind, credits, balance, and the note of the lot."""
    rows = world.rows(
        """select l.kind, l.credits, l.balance, o.note from ledger l left join lots o on o.id = l.lot_id
           order by l.number"""
    )
    return [tuple(row.values()) for row in rows]


def test_lots_are_used_by_priority_then_by_expiry_then_by_age(poor: Organisation, world: World) -> None:
    for note, days, priority in (
        ("never", None, 50),
        ("later", 9, 50),
        ("sooner", 3, 50),
        ("first", None, 10),
        ("never too", None, 50),
    ):
        world.clock.move(seconds=1)
        add(poor, 1, note, days, priority)
    used = []
    for number in range(5):
        begun(poor, candidateId=f"c{number}")
        used += [note for note, remaining in left(world).items() if not remaining and note not in used]
    assert used == ["first", "sooner", "later", "never", "never too"]


def test_one_charge_takes_from_several_lots(poor: Organisation, world: World) -> None:
    set_price(poor, "session", 5)
    add(poor, 2, "small", 1)
    world.clock.move(seconds=1)
    add(poor, 9, "large")
    world.clock.move(seconds=1)
    begun(poor)
    assert left(world) == {"small": 0, "large": 6}
    assert ledger(world)[2:] == [("charge", -2, 9, "small"), ("charge", -3, 6, "large")]


def test_what_expires_is_written_off_and_pays_for_nothing(poor: Organisation, world: World) -> None:
    add(poor, 3, "gift", 1)
    running = poor.started()["token"]
    world.clock.move(hours=24)
    world.execute("update sessions set created_at = :now", now=world.clock.at)
    assert world.send(running, world.event(1, "STARTED")).status_code == 202
    assert ledger(world)[1:] == [("charge", -1, 2, None), ("expiry", -3, -1, "gift")]
    assert poor.wallet == {"balance": -1, "held": 0}
    expire(world)
    assert poor.wallet == {"balance": -1, "held": 0}
    assert refusal(poor.start(candidateId="bob")) == (402, "credits_exhausted")


def test_the_sweeper_writes_off_what_nobody_uses(poor: Organisation, world: World) -> None:
    add(poor, 3, "gift", 1)
    add(poor, 2, "bought")
    world.clock.move(hours=24, seconds=-1)
    expire(world)
    assert poor.wallet["balance"] == 5
    world.clock.move(seconds=1)
    for _ in range(2):
        expire(world)
    assert poor.wallet["balance"] == 2
    assert ledger(world)[-1] == ("expiry", -3, 2, "gift")


def test_new_credits_first_pay_what_is_owed(poor: Organisation, world: World) -> None:
    set_price(poor, "minute")
    add(poor, 60, "begin")
    token = begun(poor)
    world.clock.move(minutes=50)
    world.send(token, world.event(2, "HEARTBEAT", data={}))
    world.clock.move(minutes=50)
    world.end(token)
    assert poor.wallet["balance"] == -40
    world.clock.move(seconds=1)
    add(poor, 30, "little")
    add(poor, 30, "more")
    assert poor.wallet == {"balance": 20, "held": 0}
    assert left(world) == {"begin": 0, "little": 0, "more": 20}
    assert ledger(world)[-3:] == [("grant", 30, -10, None), ("grant", 10, 0, None), ("grant", 20, 20, "more")]


def test_a_charge_is_given_back_once_as_a_lot_that_is_used_first(acme: Organisation, world: World) -> None:
    begun(acme)
    usage = world.rows("select id from usage")[0]["id"]
    back = world.write(reverse, usage, "The power failed", world.clock.at)
    assert back == {"organisation_id": acme.id, "credits": 1, "balance": 10}
    for id in (usage, world.rows("select id from usage where reverses is not null")[0]["id"], "use_unknown"):
        assert isinstance(world.write(reverse, id, "again", world.clock.at), Refusal)
    assert acme.wallet == {"balance": 10, "held": 0}
    assert left(world) == {"to begin with": 9, "The power failed": 1}
    begun(acme, candidateId="bob")
    assert left(world) == {"to begin with": 9, "The power failed": 0}


def test_the_organisation_hears_once_that_credits_run_low_and_out(poor: Organisation, world: World) -> None:
    world.execute("update organisations set low_credits = 2")
    add(poor, 4, "bought")
    heard = []
    for number in range(4):
        world.clock.move(seconds=1)
        begun(poor, candidateId=f"c{number}")
        heard.append(told(world))
    assert heard == [[], ["credits.low"], ["credits.low"], ["credits.low", "credits.exhausted"]]
    for number in range(3):
        assert poor.start(candidateId=f"d{number}").status_code == 402
    assert len(told(world)) == 2
    world.clock.move(seconds=1)
    add(poor, 3, "bought more")
    assert len(told(world)) == 2
    begun(poor, candidateId="e")
    assert told(world)[2:] == ["credits.low"]


def test_a_start_refused_for_what_is_held_is_told_once_until_credits_come(world: World) -> None:
    acme = world.organisation("Acme", credits=1)
    token = acme.started()["token"]
    for _ in range(2):
        acme.start(candidateId="bob")
    world.end(token)
    acme.started(candidateId="bob")
    acme.start(candidateId="cyd")
    assert told(world) == ["credits.exhausted"]
    add(acme, 1, "bought")
    acme.started(candidateId="cyd")
    acme.start(candidateId="dan")
    assert told(world) == ["credits.exhausted"] * 2


def test_a_line_that_is_moved_counts_from_then_on(acme: Organisation, world: World) -> None:
    world.execute("update organisations set low_credits = 20")
    begun(acme)
    world.execute("update organisations set low_credits = 8")
    world.clock.move(seconds=1)
    begun(acme, candidateId="bob")
    assert told(world) == ["credits.low"] * 2
    world.execute("update organisations set low_credits = 0")
    begun(acme, candidateId="cyd")
    assert len(told(world)) == 2
