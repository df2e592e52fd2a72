"""What was refused is counted in memory, written together, and bounded whatever somebody sends."""

import pytest

from tests.sessions.neighbour import at_once, neighbour_of
from tests.sessions.outcome import refusal
from tests.world import ORIGIN, Organisation, World

HOUR, DAY = 3_600_000, 86_400_000


def rows(world: World) -> list[dict[str, object]]:
    return world.rows("select code, origin, count from refused_starts order by code, origin, count")


def refuse(acme: Organisation, origin: str | list[str] | None = "https://evil.example") -> None:
    assert acme.start(origin=origin).status_code in (400, 403)


def test_nothing_is_written_before_it_is_written_together(acme: Organisation, world: World) -> None:
    for _ in range(100):
        refuse(acme)
    assert rows(world) == []
    world.flush()
    assert rows(world) == [{"code": "origin_not_allowed", "origin": "https://evil.example", "count": 100}]
    world.flush()
    refuse(acme)
    world.flush()
    assert rows(world) == [{"code": "origin_not_allowed", "origin": "https://evil.example", "count": 101}]


def test_hours_codes_and_keys_are_told_apart(acme: Organisation, world: World) -> None:
    refuse(acme)
    world.clock.move(hours=1)
    refuse(acme)
    refuse(acme, None)
    acme.start(apiKey=acme.new_key(), origin="https://evil.example")
    world.flush()
    counted = world.rows("select hour, code, count(*) as n from refused_starts group by hour, code order by hour, code")
    first = world.clock.at // HOUR - 1
    assert counted == [
        {"hour": first, "code": "origin_not_allowed", "n": 1},
        {"hour": first + 1, "code": "origin_missing", "n": 1},
        {"hour": first + 1, "code": "origin_not_allowed", "n": 2},
    ]


def test_fifty_origins_a_day_are_told_apart_and_the_rest_are_others(acme: Organisation, world: World) -> None:
    for number in range(120):
        refuse(acme, f"https://evil{number}.example")
        if number % 30 == 0:
            world.flush()
    world.flush()
    found = rows(world)
    assert len(found) == 51
    assert {"code": "origin_not_allowed", "origin": "other", "count": 70} in found
    refuse(acme, "https://evil7.example")
    world.clock.at = (world.clock.at // DAY + 1) * DAY
    refuse(acme, "https://evil119.example")
    world.flush()
    found = rows(world)
    assert {"code": "origin_not_allowed", "origin": "https://evil7.example", "count": 2} in found
    assert {"code": "origin_not_allowed", "origin": "https://evil119.example", "count": 1} in found


def test_two_processes_share_the_fifty(acme: Organisation, world: World) -> None:
    with neighbour_of(world) as other:
        for number in range(40):
            for eye, name in ((world, "a"), (other, "b")):
                body = {"apiKey": acme.publishable, "assessmentId": "exam", "candidateId": "ada"}
                eye.client.post("/v1/init", json=body, headers={"origin": f"https://{name}{number}.example"})
        at_once(world.flush, other.flush)
    found = rows(world)
    assert len(found) == 51
    assert sum(int(str(row["count"])) for row in found) == 80


def test_what_was_counted_is_written_when_the_process_ends(acme: Organisation, world: World) -> None:
    with neighbour_of(world) as other:
        body = {"apiKey": acme.publishable, "assessmentId": "exam", "candidateId": "ada"}
        other.client.post("/v1/init", json=body, headers={"origin": "https://evil.example"})
    assert len(rows(world)) == 1


def test_what_cannot_be_written_is_written_later(acme: Organisation, world: World) -> None:
    refuse(acme)
    world.execute("alter table refused_starts rename to elsewhere")
    with pytest.raises(Exception, match="refused_starts"):
        world.flush()
    world.execute("alter table elsewhere rename to refused_starts")
    refuse(acme)
    world.flush()
    assert rows(world) == [{"code": "origin_not_allowed", "origin": "https://evil.example", "count": 2}]


def test_hostile_origins_are_kept_short_and_printable(acme: Organisation, world: World) -> None:
    refuse(acme, "https://" + "a" * 5_000)
    refuse(acme, "https://e\x7fvil.example")
    refuse(acme, [ORIGIN, ORIGIN])
    world.flush()
    origins = [str(row["origin"]) for row in rows(world)]
    assert max(map(len, origins)) == 300
    assert "" in origins
    assert all(origin.isprintable() for origin in origins)


def test_an_unknown_key_is_counted_for_nobody(acme: Organisation, world: World) -> None:
    gone = acme.new_key()
    world.execute("delete from keys where plain = :key", key=gone)
    assert refusal(acme.start(apiKey=gone)) == (401, "key_unknown")
    world.flush()
    assert rows(world) == []


def test_counts_are_forgotten_after_ninety_days(acme: Organisation, world: World) -> None:
    refuse(acme)
    world.flush()
    world.clock.move(hours=24 * 90 - 1)
    world.forget()
    assert len(rows(world)) == 1
    world.clock.move(hours=3)
    world.forget()
    assert rows(world) == []
