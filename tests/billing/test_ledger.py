"""Exactness: whatever starts, ends and expires, in any order and at once, the books agree."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

from eye.billing import check as books
from eye.billing.credits import grant
from tests.sessions.neighbour import at_once, neighbour_of
from tests.world import ORIGIN, Organisation, World

STEPS = 150
CANDIDATES = ["ada", "bob", "cyd", "dan", "eve"]


def check_books(acme: Organisation) -> None:
    """What `eye billing check` proves; and that only sessions which have not begun hold anything."""
    assert acme.world.read(books.check_books, acme.id) == []
    wallet = acme.wallet
    assert 0 <= wallet["held"] <= wallet["balance"]
    waiting = """select count(*) as n from sessions
      where organisation_id = :id and mode = 'live' and ended_at is null and activated_at is null"""
    assert wallet["held"] == acme.world.rows(waiting, id=acme.id)[0]["n"]


class Walk:
    """Pages that start, begin, resume, end and fall silent by chance; a seed makes it the same walk each time."""

    def __init__(self, acme: Organisation, seed: int) -> None:
        self.acme = acme
        self.chance = random.Random(seed)  # noqa: S311 - a walk that can be repeated, not a secret
        self.trial = acme.new_key(mode="test")
        self.tokens: list[str] = []
        self.steps: list[Callable[[], Any]] = [
            *[self.start] * 4,
            *[self.send] * 3,
            self.end,
            self.resume,
            self.wait,
            acme.world.sweep,
            self.buy,
        ]

    def step(self) -> None:
        self.chance.choice(self.steps)()

    def start(self, **fields: str) -> None:
        key = self.chance.choice([self.acme.publishable] * 4 + [self.trial])
        answer = self.acme.start(apiKey=key, candidateId=self.chance.choice(CANDIDATES), **fields)
        assert answer.status_code in (200, 201, 402, 409), answer.text
        if answer.status_code < 300:
            self.tokens.append(answer.json()["token"])

    def resume(self) -> None:
        self.start(sessionToken=self.token())

    def token(self) -> str:
        return self.chance.choice(self.tokens[-8:] or ["none"])

    def send(self) -> None:
        world, seq = self.acme.world, self.chance.randint(1, 3)
        type = self.chance.choice(["SET_CONFIG", "STARTED", "TAB_NOT_FOCUS", "END_PROCTORING"])
        answer = world.send(self.token(), world.event(seq, type))
        assert answer.status_code in (202, 401, 409), answer.text

    def end(self) -> None:
        assert self.acme.world.end(self.token()).status_code in (200, 401, 409)

    def wait(self) -> None:
        self.acme.world.clock.move(seconds=self.chance.choice([1, 15, 61, 1_900, 3_700]))

    def buy(self) -> None:
        self.acme.world.write(grant, self.acme.id, self.chance.randint(1, 3), "bought", self.acme.world.clock.at)


def test_the_books_agree_after_every_step_of_a_random_walk(world: World) -> None:
    acme = world.organisation(credits=3)
    walk = Walk(acme, seed=20260101)
    for number in range(STEPS):
        walk.step()
        if number % 5 == 0:
            check_books(acme)
    check_books(acme)
    assert world.rows("select count(*) as n from usage")[0]["n"] > 5
    assert world.rows("select count(*) as n from sessions where end_reason = 'expired'")[0]["n"] > 0


def test_sixteen_first_batches_at_once_charge_once(world: World) -> None:
    """Two processes and sixteen writers, each of which believes that its batch is the first."""
    acme = world.organisation(credits=5)
    with neighbour_of(world) as other:
        for number in range(3):
            token = acme.started(candidateId=f"c{number}")["token"]
            body = {"token": token, "events": [world.event(1, "STARTED"), world.event(2, "TAB_NOT_FOCUS")]}
            post = [partial(eye.client.post, "/v1/events", json=body) for eye in (world, other)]
            answers = at_once(*[partial(post[n % 2], headers={"origin": ORIGIN}) for n in range(16)])
            assert [answer.status_code for answer in answers] == [202] * 16
            assert acme.wallet == {"balance": 4 - number, "held": 0}
    assert len(world.rows("select id from usage")) == 3
    assert len(world.rows("select id from flags")) == 3
    check_books(acme)


def test_starts_ends_and_charges_at_once_leave_exact_books(world: World) -> None:
    acme = world.organisation(credits=12)
    with neighbour_of(world) as other:
        eyes = (world, other)

        def exam(number: int) -> int:
            eye = eyes[number % 2]
            body = {"apiKey": acme.publishable, "assessmentId": "exam", "candidateId": f"c{number}"}
            answer = eye.client.post("/v1/init", json=body, headers={"origin": ORIGIN})
            if answer.status_code != 201:
                return int(answer.status_code)
            token = answer.json()["token"]
            if number % 3:
                eye.send(token, world.event(1, "STARTED"))
            return int(eye.end(token).status_code)

        codes = at_once(*[partial(exam, number) for number in range(16)])
    assert set(codes) <= {200, 402}
    assert acme.wallet["held"] == 0
    check_books(acme)
