"""Which facts are told beside flags and sessions, and how often; and what is forgotten when."""

from dataclasses import replace
from typing import Any

from eye.webhooks.courier import Courier
from eye.webhooks.model import TYPES
from eye.webhooks.tidy import tidy_all
from tests.keys.made import make
from tests.webhooks.conftest import URL, Hooks
from tests.webhooks.receiver import answers


def heard(hooks: Hooks) -> list[tuple[str, dict[str, Any]]]:
    return [(request.json["event"], request.json) for request in hooks.round()]


def test_a_secret_key_in_a_page_is_told_once(hooks: Hooks) -> None:
    hooks.endpoint(types=list(TYPES))
    for _ in range(2):
        assert hooks.acme.start(apiKey=hooks.acme.secret).status_code == 401
    ((event, said),) = heard(hooks)
    assert event == "key.exposed"
    assert said["keyId"].startswith("key_")
    assert (said["sequence"], said["test"]) == (None, False)


def test_a_rotation_is_told_with_both_ids(hooks: Hooks) -> None:
    hooks.endpoint(types=list(TYPES))
    made = make(hooks.acme)
    new = made.rotated()
    ((event, said),) = heard(hooks)
    assert (event, said["keyId"], said["rotatedTo"]) == ("key.rotated", made.id, new.id)


def test_a_website_that_is_not_registered_is_told_once_an_hour(hooks: Hooks) -> None:
    hooks.endpoint(types=list(TYPES))
    for origin in ("https://one.example.org", "https://one.example.org", "https://two.example.org"):
        assert hooks.acme.start(origin=origin).status_code == 403
        hooks.world.flush()
    told = heard(hooks)
    assert sorted((event, said["origin"]) for event, said in told) == [
        ("domain.denied", "https://one.example.org"),
        ("domain.denied", "https://two.example.org"),
    ]
    assert {said["code"] for _, said in told} == {"origin_not_allowed"}
    hooks.world.clock.move(hours=1)
    hooks.acme.start(origin="https://one.example.org")
    hooks.world.flush()
    assert len(heard(hooks)) == 1


def test_exhausted_credits_are_told_once(hooks: Hooks) -> None:
    hooks.endpoint(types=list(TYPES))
    hooks.world.execute("update wallets set balance = 0")
    for _ in range(3):
        assert hooks.acme.start().status_code == 402
        hooks.world.flush()
    assert [event for event, _ in heard(hooks)] == ["credits.exhausted"]


def test_members_are_mailed_that_an_endpoint_was_disabled(hooks: Hooks) -> None:
    sent: list[tuple[str, str, str]] = []

    class Mailer:
        sends = True

        async def send(self, to: str, subject: str, text: str) -> bool:
            sent.append((to, subject, text))
            return True

    made = hooks.endpoint()
    hooks.world.execute("update members set last_seen_at = 1")
    hooks.courier = Courier(replace(hooks.world.parts, mailer=Mailer()), hooks.outside.poster())
    hooks.flag()
    hooks.school.will(answers(410))
    hooks.round()
    ((to, subject, text),) = sent
    assert (to, subject) == ("owner@acme.example", "A webhook endpoint was disabled")
    assert URL in text
    assert f"/dashboard/settings/webhooks/{made['id']}" in text


def test_what_nobody_wants_is_forgotten_after_an_hour(hooks: Hooks) -> None:
    hooks.flag()
    assert hooks.round() == []
    forget(hooks)
    assert count(hooks, "outbox") > 0
    hooks.world.clock.move(hours=2)
    forget(hooks)
    assert count(hooks, "outbox") == 0


def test_the_log_is_forgotten_after_thirty_days(hooks: Hooks) -> None:
    hooks.endpoint()
    hooks.flag()
    hooks.round()
    tables = ("outbox", "webhook_deliveries", "webhook_attempts")
    hooks.world.clock.move(hours=29 * 24)
    forget(hooks)
    assert all(count(hooks, table) > 0 for table in tables)
    hooks.world.clock.move(hours=48)
    forget(hooks)
    forget(hooks)
    assert [count(hooks, table) for table in tables] == [0, 0, 0]


def test_what_still_waits_is_never_forgotten(hooks: Hooks) -> None:
    hooks.endpoint()
    hooks.flag()
    hooks.school.will(answers(500))
    hooks.round()
    hooks.world.clock.move(hours=40 * 24)
    forget(hooks)
    hooks.school.will(answers(204))
    assert len(hooks.round()) == 1


def forget(hooks: Hooks) -> None:
    assert hooks.world.client.portal is not None
    hooks.world.client.portal.call(tidy_all, hooks.world.parts.db, hooks.world.clock.at)


def count(hooks: Hooks, table: str) -> int:
    return int(hooks.world.rows(f"select count(*) as n from {table}")[0]["n"])  # noqa: S608
