"""The plan's number of keys, counted under the organisation's lock."""

from functools import partial

from eye.clock import iso
from tests.keys.made import make
from tests.reading import problem
from tests.sessions.neighbour import at_once, neighbour_of
from tests.world import Organisation, World

WANTED = {"name": "One more", "kind": "publishable", "mode": "test"}


def fill(owner: Organisation, world: World) -> None:
    """Leave no room: the plan allows as many as there are."""
    world.execute(
        """update organisations set key_limit = (select count(*) from keys where organisation_id = :id
             and deleted_at is null and revoked_at is null and (expires_at is null or expires_at > :now))
           where id = :id""",
        id=owner.id,
        now=world.clock.at,
    )


def one_more(owner: Organisation) -> int:
    return int(owner.call("POST", "/v1/keys", WANTED).status_code)


def test_the_limit_says_what_to_do(acme: Organisation, world: World) -> None:
    fill(acme, world)
    answer = acme.call("POST", "/v1/keys", WANTED)
    assert problem(answer) == (409, "key_limit_reached")
    assert answer.json()["limit"] == 2
    assert "revoke an unused key or raise the plan" in answer.json()["detail"]


def test_revoked_deleted_and_expired_keys_make_room_and_inactive_ones_do_not(acme: Organisation, world: World) -> None:
    revoked, deleted, inactive = make(acme), make(acme), make(acme)
    make(acme, expiresAt=iso(world.clock.at + 1000))
    fill(acme, world)
    inactive.do("deactivate")
    assert one_more(acme) == 409
    for free in (lambda: revoked.do("revoke"), deleted.delete, lambda: world.clock.move(seconds=1)):
        free()
        assert one_more(acme) == 201
        assert one_more(acme) == 409


def test_a_rotation_is_possible_at_the_limit(acme: Organisation, world: World) -> None:
    old = make(acme)
    fill(acme, world)
    old.rotated(overlap=3600)
    assert one_more(acme) == 409
    world.clock.move(hours=1)
    assert one_more(acme) == 409


def test_a_rotation_takes_no_second_place(acme: Organisation, world: World) -> None:
    old = make(acme)
    fill(acme, world)
    world.execute("update organisations set key_limit = key_limit + 1 where id = :id", id=acme.id)
    old.rotated(overlap=3600)
    assert one_more(acme) == 201
    assert one_more(acme) == 409


def test_an_old_key_counts_again_when_its_successor_ends_first(acme: Organisation, world: World) -> None:
    """Else a rotation and a deletion would leave a key that works and does not count."""
    old = make(acme)
    fill(acme, world)
    old.rotated(overlap=3600).do("revoke")
    assert one_more(acme) == 409
    old.do("revoke")
    assert one_more(acme) == 201


def test_many_at_once_do_not_pass_the_limit(acme: Organisation, world: World) -> None:
    world.execute("update organisations set key_limit = 4 where id = :id", id=acme.id)
    with neighbour_of(world) as other:
        headers = {"authorization": f"Bearer {acme.secret}"}
        asks = [
            partial(client.post, "/v1/keys", json=WANTED, headers=headers)
            for client in (world.client, other.client)
            for _ in range(4)
        ]
        statuses = sorted(answer.status_code for answer in at_once(*asks))
    assert statuses == [201] * 2 + [409] * 6
