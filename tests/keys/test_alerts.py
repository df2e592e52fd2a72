"""What a key gives reason to say: bursts, exposure, age, disuse. A function over rows; and the mails made of it."""

from dataclasses import replace
from typing import Any

import pytest

from eye.clock import DAY, MINUTE
from eye.keys.alerts import find_alerts
from eye.keys.warn import letter, warn_all
from tests.keys.made import make
from tests.world import NINE_O_CLOCK, Organisation, World

NOW = NINE_O_CLOCK
MINUTE_NOW = NOW // MINUTE


def key(**more: Any) -> dict[str, Any]:
    """A live key of yesterday that was used today."""
    return {
        "id": "key_1",
        "name": "Grader",
        "kind": "secret",
        "mode": "live",
        "shown": "eye_sk_live_abcd…wxyz",
        "created_at": NOW - DAY,
        "last_used_at": NOW,
        "expires_at": None,
        "inactive_at": None,
        "exposed_at": None,
        "rotated_to": None,
        **more,
    }


def attempts(*counts: tuple[int, int]) -> list[dict[str, Any]]:
    """(minutes ago, how many failed)."""
    return [{"key_id": "key_1", "minute": MINUTE_NOW - ago, "count": count} for ago, count in counts]


def kinds(row: dict[str, Any], failed: list[dict[str, Any]] | None = None) -> list[str]:
    return [alert.kind for alert in find_alerts([row], failed or [], NOW)]


def test_an_ordinary_key_gives_no_reason() -> None:
    assert kinds(key()) == []


def test_an_exposed_key_is_urgent_and_says_what_to_do() -> None:
    alerts = find_alerts([key(id="key_0", created_at=NOW - 91 * DAY), key(exposed_at=NOW - 1)], [], NOW)
    assert [(alert.kind, alert.key_id, alert.urgent) for alert in alerts] == [
        ("exposed", "key_1", True),
        ("rotation_due", "key_0", False),
    ]
    assert "Rotate it without overlap" in alerts[0].advice
    (replaced,) = find_alerts([key(exposed_at=NOW - 1, rotated_to="key_2")], [], NOW)
    assert "revoke it now" in replaced.advice


@pytest.mark.parametrize(
    ("mode", "days", "due"), [("live", 89, False), ("live", 90, True), ("test", 179, False), ("test", 180, True)]
)
def test_a_key_is_due_for_rotation_by_its_mode(mode: str, days: int, due: bool) -> None:
    assert kinds(key(mode=mode, created_at=NOW - days * DAY)) == (["rotation_due"] if due else [])


def test_a_key_that_was_replaced_or_is_inactive_is_not_due() -> None:
    old = NOW - 100 * DAY
    assert kinds(key(created_at=old, rotated_to="key_2")) == kinds(key(created_at=old, inactive_at=NOW)) == []


def test_a_key_unused_for_90_days_is_named() -> None:
    old = NOW - 200 * DAY
    assert "unused" not in kinds(key(created_at=old, last_used_at=NOW - 90 * DAY + 1))
    assert "unused" in kinds(key(created_at=old, last_used_at=NOW - 90 * DAY))
    assert "unused" in kinds(key(created_at=NOW - 90 * DAY, last_used_at=None))
    assert "unused" not in kinds(key(created_at=NOW - 89 * DAY, last_used_at=None))


def test_more_than_twenty_in_five_minutes_are_a_burst() -> None:
    assert kinds(key(), attempts((4, 10), (0, 10))) == []
    assert kinds(key(), attempts((4, 10), (0, 11))) == ["burst"]
    assert kinds(key(), attempts((5, 10), (0, 11))) == []


def test_a_burst_has_five_times_the_weeks_mean() -> None:
    week = [(ago, 1) for ago in range(7 * 24 * 60)]  # five in every five minutes
    assert kinds(key(), attempts(*week[1:], (0, 20))) == []  # 24 in the last five
    assert kinds(key(), attempts(*week[1:], (0, 22))) == ["burst"]  # 26


def test_a_burst_is_shown_for_a_day() -> None:
    assert kinds(key(), attempts((24 * 60, 50))) == ["burst"]
    assert kinds(key(), attempts((24 * 60 + 1, 50))) == []


def test_the_attempts_of_one_key_are_not_those_of_another() -> None:
    assert kinds(key(id="key_2"), attempts((0, 50))) == []


def test_a_burst_at_the_endpoints_becomes_an_alert(acme: Organisation, world: World) -> None:
    for number in range(21):
        acme.start(origin="https://evil.example.org", candidateId=f"c{number}")
    world.flush()
    (alert,) = acme.get("/v1/keys/alerts").json()["items"]
    assert (alert["kind"], alert["title"]) == ("burst", "21 attempts with this key failed within 5 minutes")


def test_the_everyday_of_exams_is_no_burst(acme: Organisation, world: World) -> None:
    for number in range(30):
        acme.start(assessmentId="no-such-exam", candidateId=f"c{number}")
    world.flush()
    assert acme.get("/v1/keys/alerts").json()["items"] == []


def test_ended_keys_give_no_reason(acme: Organisation, world: World) -> None:
    made = make(acme)
    acme.start(apiKey=made.text)
    assert [one["kind"] for one in acme.get("/v1/keys/alerts").json()["items"]] == ["exposed"]
    made.do("revoke")
    assert acme.get("/v1/keys/alerts").json()["items"] == []


class Postbox:
    """A mail server that keeps what it is given, or that takes nothing."""

    sends = True

    def __init__(self, *, takes: bool = True) -> None:
        self.takes = takes
        self.mails: list[tuple[str, str, str]] = []

    async def send(self, to: str, subject: str, text: str) -> bool:
        if self.takes:
            self.mails.append((to, subject, text))
        return self.takes


def warn(world: World, postbox: Postbox) -> int:
    async def run() -> int:
        return await warn_all(world.parts.db, postbox, "https://eye.example.com", world.clock.at)

    result: int = world._call(run)
    return result


@pytest.fixture
def exposed(acme: Organisation, world: World) -> str:
    """The id of a key that was seen in a web page; the owner of its organisation has signed in before."""
    made = make(acme)
    acme.start(apiKey=made.text)
    world.execute("update members set last_seen_at = 1")
    return made.id


def test_an_alert_is_mailed_once_to_whoever_may_change_keys(world: World, acme: Organisation, exposed: str) -> None:
    world.execute(
        """insert into members (id, organisation_id, email, name, roles, created_at, last_seen_at)
           values ('mem_r', :org, 'reviewer@acme.example', 'R', '["Reviewer"]', 1, 1)""",
        org=acme.id,
    )
    postbox = Postbox()
    assert warn(world, postbox) == 1
    ((to, subject, text),) = postbox.mails
    assert to == "owner@acme.example"
    assert subject == "API key Grader: a secret key was seen in a web page"
    assert f"https://eye.example.com/dashboard/settings/api/keys/{exposed}" in text
    assert warn(world, postbox) == 0
    world.clock.move(hours=24)
    assert warn(world, postbox) == 0


def test_what_could_not_be_mailed_is_tried_again(world: World, exposed: str) -> None:
    assert warn(world, Postbox(takes=False)) == 0
    postbox = Postbox()
    assert warn(world, postbox) == 1
    assert len(postbox.mails) == 1


def test_old_keys_are_mailed_about_and_young_ones_are_not(acme: Organisation, world: World) -> None:
    world.execute("update members set last_seen_at = 1")
    postbox = Postbox()
    assert warn(world, postbox) == 0
    world.clock.move(hours=90 * 24)
    assert warn(world, postbox) == len(postbox.mails) == 4  # both of Acme's keys are old, and unused
    assert warn(world, postbox) == 0


def test_failed_attempts_are_forgotten_after_a_week(acme: Organisation, world: World) -> None:
    acme.start(origin="https://evil.example.org")
    world.flush()
    world.clock.move(hours=7 * 24)
    warn(world, Postbox())
    assert len(world.rows("select minute from failed_attempts")) == 1
    world.clock.move(minutes=1)
    warn(world, Postbox())
    assert world.rows("select minute from failed_attempts") == []


def test_the_name_of_a_key_writes_no_line_of_its_own() -> None:
    (alert,) = find_alerts([key(exposed_at=1)], [], NOW)
    subject, text = letter(replace(alert, key_name="x\nBcc: all@example.com"), "https://eye.example.com")
    assert "\n" not in subject
    assert "\nBcc" not in text
