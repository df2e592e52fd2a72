"""The sweeper: it ends what nobody ended, each once, also with a second process that sweeps at the same moment."""

from eye.clock import HOUR, MINUTE, iso
from tests.sessions.neighbour import at_once, neighbour_of
from tests.sessions.outcome import session
from tests.world import NINE_O_CLOCK, Organisation, World


def begin(acme: Organisation, world: World, **fields: object) -> str:
    """The id of a session whose exam has begun."""
    first = acme.started(**fields)
    world.send(first["token"], world.event(1, "STARTED"))
    id: str = first["sessionId"]
    return id


def running(acme: Organisation) -> int:
    found = acme.get("/v1/sessions").json()["items"]
    return sum(session["status"] != "ended" for session in found)


def test_each_is_ended_for_its_reason_at_its_time(acme: Organisation, world: World) -> None:
    by_reason = {
        "duration": begin(acme, world, candidateId="a", examDuration=600),
        "abandoned": begin(acme, world, candidateId="b"),
        "expired": acme.started(candidateId="c")["sessionId"],
    }
    world.clock.move(hours=2)
    world.sweep()
    for reason, id in by_reason.items():
        found = session(acme, id)
        ended_at = NINE_O_CLOCK + (10 * MINUTE if reason == "duration" else HOUR)
        assert (found["endReason"], found["endedAt"]) == (reason, iso(ended_at))


def test_what_is_not_over_is_left_alone(acme: Organisation, world: World) -> None:
    begin(acme, world, candidateId="a", examDuration=3600)
    begin(acme, world, candidateId="b")
    acme.started(candidateId="c")
    world.clock.move(minutes=59, seconds=59.999)
    world.sweep()
    assert running(acme) == 3
    world.clock.move(seconds=0.001)
    world.sweep()
    assert running(acme) == 0


def test_a_second_round_finds_nothing(acme: Organisation, world: World) -> None:
    acme.started()
    world.clock.move(hours=1)
    world.sweep()
    assert world.sweep() == 0


def test_the_hold_of_an_expired_session_is_free_again(world: World) -> None:
    acme = world.organisation(credits=1)
    acme.started()
    world.clock.move(hours=1)
    world.sweep()
    assert acme.wallet == {"balance": 1, "held": 0}
    assert acme.start(candidateId="bob").status_code == 201


def test_a_round_ends_more_than_it_reads_at_a_time(acme: Organisation, world: World) -> None:
    """A whole school ends in the same minute: nobody waits for the next round."""
    trial = acme.new_key(mode="test")
    for number in range(7):
        acme.started(apiKey=trial, candidateId=f"c{number}")
    world.clock.move(hours=1)
    world.sweep(batch=3)
    assert running(acme) == 0


def test_two_processes_that_sweep_at_once_end_each_session_once(world: World) -> None:
    acme = world.organisation(credits=20)
    for number in range(20):
        acme.started(candidateId=f"c{number}")
    with neighbour_of(world) as other:
        world.clock.move(hours=1)
        at_once(world.sweep, other.sweep, world.sweep, other.sweep)
    told = world.rows("select session_id, count(*) as n from outbox where type = 'session.ended' group by session_id")
    assert [row["n"] for row in told] == [1] * 20
    assert acme.wallet == {"balance": 20, "held": 0}
