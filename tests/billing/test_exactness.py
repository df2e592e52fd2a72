"""Whatever is repeated, shuffled, cut short, crashed or turned back: the same bill, through the verbs themselves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eye.billing.check import check_books
from eye.billing.credits import grant, reverse
from eye.clock import MINUTE, iso
from eye.db import Row, Tx
from eye.events.batch import read_batch
from eye.events.ingest import Taken, ingest
from eye.sessions.proctor import acts as proctor
from eye.sessions.sweep import charge_one
from eye.sessions.token import SessionToken
from tests.billing.metered import begun, charge_unheard, charges, minutes, set_price
from tests.sessions.neighbour import at_once, neighbour_of
from tests.world import NINE_O_CLOCK, ORIGIN, Organisation, World

EXAMPLES = settings(
    max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
METERS = ["session", "minute", "assessment"]
_numbers = count(1)


@pytest.fixture
def rich(world: World) -> Organisation:
    return world.organisation("Rich", credits=10**6)


class Exam:
    """A session whose requests are handed to the verbs, at any time of the server's clock."""

    def __init__(self, owner: Organisation) -> None:
        self.owner, self.world = owner, owner.world
        self.world.clock.at = NINE_O_CLOCK
        self.id = owner.started(candidateId=f"c{next(_numbers)}")["sessionId"]

    def send(self, numbers: Sequence[int], after: int, end: bool = False) -> None:
        """A batch of events with these numbers, `after` milliseconds after the start."""
        now = NINE_O_CLOCK + after
        types = dict.fromkeys(numbers, "HEARTBEAT") | ({max(numbers): "END_PROCTORING"} if end else {})
        events = [{"seq": number, "type": types[number], "at": iso(now)} for number in sorted(types)]
        sent = read_batch(msgspec.json.encode({"token": "t", "events": events}))[1]
        taken = self.world.write(ingest, SessionToken(self.id, 1, 0), [ORIGIN], sent, now)
        assert isinstance(taken, Taken)

    def bill(self) -> tuple[int, int]:
        """Units and credits."""
        rows = self.world.rows("select quantity, credits from usage where session_id = :id", id=self.id)
        return sum(row["quantity"] for row in rows), sum(row["credits"] for row in rows)


BATCHES = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), min_size=1, max_size=8)
STEPS = st.lists(st.integers(0, 4 * MINUTE), min_size=1, max_size=8)


@pytest.mark.parametrize("meter", METERS)
def test_any_shuffle_repeat_or_cut_gives_the_same_bill(rich: Organisation, world: World, meter: str) -> None:
    """A page begins and ends at the same moments; what arrives in between, how often and in which order, is chance."""
    set_price(rich, meter, 3)

    @EXAMPLES
    @given(BATCHES, st.randoms(use_true_random=False))
    def holds(batches: list[tuple[int, int]], chance: Any) -> None:
        exam = Exam(rich)
        exam.send([1], 0)
        for first, more in batches:
            exam.send(range(first, first + more + 1), chance.randint(0, 20 * MINUTE))
        exam.send([50], 20 * MINUTE + 1, end=True)
        exam.send([2, 50], 20 * MINUTE + 2, end=True)
        assert exam.bill() == ((21, 63) if meter == "minute" else (1, 3))

    holds()
    assert world.read(check_books, rich.id) == []


def test_a_clock_that_goes_back_bills_neither_less_nor_twice(rich: Organisation, world: World) -> None:
    set_price(rich, "minute")

    @EXAMPLES
    @given(st.lists(st.integers(-5 * MINUTE, 40 * MINUTE), min_size=1, max_size=8))
    def holds(moments: list[int]) -> None:
        exam = Exam(rich)
        exam.send([1], 0)
        latest = 1
        for number, after in enumerate(moments):
            exam.send([number + 2], after)
            latest = max(latest, after)
            assert exam.bill() == (-(-latest // MINUTE),) * 2

    holds()
    assert world.read(check_books, rich.id) == []


@EXAMPLES
@given(pauses=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=3), backwards=st.booleans())
def test_pauses_are_left_out_wherever_they_fall(
    rich: Organisation, world: World, pauses: list[tuple[int, int]], backwards: bool
) -> None:
    set_price(rich, "minute")
    exam = Exam(rich)
    exam.send([1], 0)
    at, active = 0, 0
    for before, long in pauses:
        at, active = at + before * MINUTE, active + before
        world.write(proctor.pause, rich.id, "mem_x", exam.id, NINE_O_CLOCK + at)
        at += long * MINUTE
        world.write(proctor.resume, rich.id, "mem_x", exam.id, NINE_O_CLOCK + at)
    if backwards and pauses:
        world.write(proctor.pause, rich.id, "mem_x", exam.id, NINE_O_CLOCK + at)
        world.write(proctor.resume, rich.id, "mem_x", exam.id, NINE_O_CLOCK + at - MINUTE)
    exam.send([2], at + 5 * MINUTE, end=True)
    assert exam.bill() == (active + 5,) * 2


class Crashed(Exception):
    """The process died before this statement."""


class Fragile:
    """A `Tx` of a process that dies before its statement number `last`."""

    def __init__(self, tx: Tx, last: int) -> None:
        self._tx, self._left = tx, last

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Crashed

    def all(self, sql: str, /, **params: Any) -> list[Row]:
        self._step()
        return self._tx.all(sql, **params)

    def one(self, sql: str, /, **params: Any) -> Row | None:
        self._step()
        return self._tx.one(sql, **params)

    def run(self, sql: str, /, **params: Any) -> int:
        self._step()
        return self._tx.run(sql, **params)

    def many(self, sql: str, rows: Sequence[Mapping[str, object]], /) -> None:
        self._step()
        self._tx.many(sql, rows)

    def later(self, sql: str, /, **params: Any) -> None:
        self._step()
        self._tx.later(sql, **params)

    def expect(self, sql: str, /, **params: Any) -> bool:
        self._step()
        return self._tx.expect(sql, **params)


def crashes(world: World, verb: Callable[[Tx], object]) -> Iterator[int]:
    """Let `verb` die before each of its statements in turn, until it comes through; the number each time."""
    for last in count():
        try:
            world.write(lambda tx, last=last: verb(Fragile(tx, last)))
        except Crashed:
            yield last
        else:
            return


BOOKS = ("usage", "usage_days", "ledger", "lots", "wallets", "outbox")


def snapshot(world: World) -> list[Any]:
    return [world.rows(f"select * from {table}") for table in BOOKS]  # noqa: S608


@pytest.mark.parametrize("meter", METERS)
def test_a_crash_between_any_two_statements_charges_never_or_once(rich: Organisation, world: World, meter: str) -> None:
    set_price(rich, meter, 2)
    exam = Exam(rich)
    token, now = SessionToken(exam.id, 1, 0), NINE_O_CLOCK

    def batch(number: int, type: str, after: int) -> Callable[[Tx], object]:
        body = {"token": "t", "events": [{"seq": number, "type": type, "at": iso(now + after)}]}
        sent = read_batch(msgspec.json.encode(body))[1]
        return lambda tx: ingest(tx, token, [ORIGIN], sent, now + after)

    verbs: list[Callable[[Tx], object]] = [
        batch(1, "STARTED", 0),
        batch(2, "HEARTBEAT", 3 * MINUTE),
        lambda tx: charge_one(tx, exam.id, now + 5 * MINUTE),
        batch(3, "END_PROCTORING", 9 * MINUTE),
        lambda tx: grant(tx, rich.id, 7, "bought", now + 10 * MINUTE),
        lambda tx: reverse(tx, world_usage[0], "given back", now + 11 * MINUTE),
    ]
    world_usage: list[str] = []
    for verb in verbs:
        before = snapshot(world)
        world_usage[:] = [row["id"] for row in world.rows("select id from usage order by id limit 1")]
        steps = [last for last in crashes(world, verb) if snapshot(world) == before or pytest.fail(f"step {last}")]
        assert len(steps) > 1
        assert world.read(check_books, rich.id) == []
    units = 9 if meter == "minute" else 1
    assert sum(quantity for _, quantity, _ in charges(world) if quantity > 0) == units


def test_sixteen_writers_charge_each_minute_of_the_same_sessions_once(rich: Organisation, world: World) -> None:
    set_price(rich, "minute")
    tokens = [begun(rich, candidateId=f"w{number}") for number in range(4)]
    with neighbour_of(world) as other:
        for round in range(1, 4):
            world.clock.move(minutes=2)
            at = iso(world.clock.at)

            def post(number: int, round: int = round, at: str | None = at) -> int:
                eye = (world, other)[number % 2]
                events = [{"seq": round + 1, "type": "HEARTBEAT", "at": at}]
                body = {"token": tokens[number % 4], "events": events}
                return int(eye.client.post("/v1/events", json=body, headers={"origin": ORIGIN}).status_code)

            sweeps = [partial(charge_unheard, eye) for eye in (world, other)]
            at_once(*[partial(post, number) for number in range(14)], *sweeps)
            assert minutes(world) == 4 * 2 * round
    assert rich.wallet["balance"] == 10**6 - 24
    assert world.read(check_books, rich.id) == []
