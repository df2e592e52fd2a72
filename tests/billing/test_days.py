"""What is kept of each day equals the charges it is made of: after any walk, a reversal, an erasure, and an upgrade."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from eye.billing import days_store, report_store
from eye.billing.check import check_books
from eye.billing.credits import reverse
from eye.billing.wanted import Wanted
from eye.clock import DAY
from eye.errors import Refusal
from tests.billing.metered import charge_unheard, set_price
from tests.retention.test_erase import erase
from tests.world import Organisation, World
from tools.growth_fill import keep_days

STEPS = 150
CANDIDATES = "abcdefghijkl"

METERS = ["session", "minute", "assessment"]


class Walk:
    """Exams by every meter, with several keys and assessments, over days; some are turned back, some forgotten."""

    def __init__(self, owner: Organisation, seed: int) -> None:
        self.owner, self.world = owner, owner.world
        self.chance = random.Random(seed)  # noqa: S311 - a walk that can be repeated, not a secret
        self.keys = [owner.publishable, owner.new_key(), owner.new_key(mode="test")]
        self.numbers: dict[str, int] = {}
        self.acts: list[Callable[[], Any]] = [
            *[self.start] * 4,
            *[self.send] * 4,
            *[self.wait] * 3,
            self.price,
            self.turn_back,
            self.forget,
            self.world.sweep,
            lambda: charge_unheard(self.world),
        ]

    def step(self) -> None:
        self.chance.choice(self.acts)()

    def start(self) -> None:
        key, exam = self.chance.choice(self.keys), self.chance.choice(["exam", "other"])
        answer = self.owner.start(apiKey=key, assessmentId=exam, candidateId=self.chance.choice(CANDIDATES))
        if answer.status_code == 201:
            self.numbers[answer.json()["token"]] = 0

    def send(self) -> None:
        token = self.chance.choice([*self.numbers][-3:] or [""])
        self.numbers[token] = seq = self.numbers.get(token, 0) + 1
        type = self.chance.choice(["STARTED", "HEARTBEAT", "END_PROCTORING"])
        self.world.send(token, self.world.event(seq, type, data={}))

    def wait(self) -> None:
        self.world.clock.move(minutes=self.chance.choice([1, 20, 55, 600]))

    def price(self) -> None:
        set_price(self.owner, self.chance.choice(METERS), self.chance.randint(0, 3))

    def turn_back(self) -> None:
        found = self.world.rows("select id from usage where credits > 0 order by id")
        if found:
            usage = self.chance.choice(found)["id"]
            done = self.world.write(reverse, usage, "Power failure", self.world.clock.at)
            assert not isinstance(done, Refusal) or "given back" in done.detail

    def forget(self) -> None:
        who = self.chance.choice(CANDIDATES)
        assert self.owner.call("DELETE", f"/v1/candidates/{who}").status_code in (202, 404, 409)
        erase(self.world)


def kept(world: World) -> Counter[tuple[Any, ...]]:
    """Credits and units by everything that a sum can be asked of."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in world.rows("select * from usage_days"):
        cell = tuple(row[name] for name in ("organisation_id", "day", "key_id", "assessment_id", "meter"))
        for name in ("charges", "sessions", "credits", "quantity"):
            found[*cell, name] += row[name]
    return found


def told(world: World) -> Counter[tuple[Any, ...]]:
    """The same of the ledger and of the charges, added up here."""
    found: Counter[tuple[Any, ...]] = Counter()
    spent = Counter[str]()
    for line in world.rows("select usage_id, credits from ledger where usage_id is not null"):
        spent[line["usage_id"]] -= line["credits"]
    seen = set[str]()
    for row in world.rows("select * from usage order by id"):
        cell = (row["organisation_id"], row["at"] // DAY, row["key_id"], row["assessment_id"], row["meter"])
        found[*cell, "charges"] += 1
        found[*cell, "sessions"] += row["session_id"] not in seen
        found[*cell, "credits"] += spent[row["id"]]
        found[*cell, "quantity"] += row["quantity"]
        seen.add(row["session_id"])
    return found


def test_the_days_equal_the_ledger_after_a_random_walk(world: World) -> None:
    owner = world.organisation(credits=10**6)
    owner.add_assessment("other")
    walk = Walk(owner, seed=20260301)
    for number in range(STEPS):
        walk.step()
        if number % 40 == 39:
            assert kept(world) == told(world)
    assert kept(world) == told(world)
    assert world.read(check_books, owner.id) == []
    charged = world.rows("select count(*) as n, count(distinct at / 86400000) as days, count(reverses) as b from usage")
    assert (charged[0]["n"] > 10, charged[0]["days"] > 2, charged[0]["b"] > 0) == (True,) * 3, charged
    assert world.rows("select count(*) as n from erasures where kind = 'candidate'")[0]["n"] > 0
    sums_agree(world, owner)


def sums_agree(world: World, owner: Organisation) -> None:
    """What is asked of whole days, and what has to be added up because a bound falls into one."""
    first = world.rows("select min(at) as at from usage")[0]["at"] // DAY * DAY
    whole, bits = Wanted(since=first), Wanted(since=first + 1)
    for by in days_store.GROUPS:
        of_days, of_charges = (world.read(report_store.totals, owner.id, one, by, None, 500) for one in (whole, bits))
        assert of_days == of_charges, by
    sums = ("charges", "sessions", "credits", *METERS)
    days, charges = (world.read(report_store.total, owner.id, one) for one in (whole, bits))
    assert [days[name] for name in sums] == [charges[name] for name in sums]
    for by in ("candidate", "session"):
        found = world.read(report_store.totals, owner.id, whole, by, None, 500)
        assert [sum(row[name] for row in found) for name in sums] == [days[name] for name in sums], by


def test_what_was_charged_before_an_upgrade_is_kept_the_same(world: World) -> None:
    """The migration's own statement, on charges that were made since."""
    owner = world.organisation(credits=10**6)
    owner.add_assessment("other")
    walk = Walk(owner, seed=7)
    for _ in range(STEPS):
        walk.step()
    before = kept(world)

    world.write(keep_days)
    assert kept(world) == before
    assert world.read(check_books, owner.id) == []


@pytest.mark.parametrize("limit", [1, 2])
def test_what_is_charged_while_somebody_pages_changes_no_page(acme: Organisation, world: World, limit: int) -> None:
    for who in ("ada", "bob", "cyd"):
        attend(acme, who)
    seen, cursor = [], ""
    while True:
        page = acme.get(f"/v1/usage?groupBy=candidate&limit={limit}{cursor}").json()
        seen += [(one["group"], one["credits"]) for one in page["items"]]
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"
        attend(acme, "ada")
    assert seen == [("cyd", 1), ("bob", 1), ("ada", 1)]


def attend(owner: Organisation, who: str) -> None:
    owner.world.clock.move(seconds=1)
    token = owner.started(candidateId=who)["token"]
    owner.world.send(token, owner.world.event(1, "STARTED"), owner.world.event(2, "END_PROCTORING"))
