"""A key is replaced while both work for a while, and its owner sees whether the old one is still used."""

from functools import partial
from typing import Any

import pytest

from eye.clock import iso
from tests.keys.made import acts_on, make, make_publishable
from tests.reading import problem
from tests.sessions.neighbour import at_once, neighbour_of
from tests.world import Organisation, World

SAME = ("name", "note", "kind", "mode", "roles", "ipAllowlist")


def test_the_new_key_is_like_the_old_one_and_both_work(acme: Organisation, world: World) -> None:
    old = make(acme, note="n", roles=["Viewer", "Billing"], ipAllowlist=["0.0.0.0/0"])
    before = old.shown()
    acme.call("PATCH", f"/v1/keys/{old.id}", {"ipAllowlist": []})
    answer = old.do("rotate")
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    assert made["key"].startswith("eye_sk_live_")
    assert made["key"] != old.text
    assert {name: made[name] for name in SAME} == {name: before[name] for name in SAME} | {"ipAllowlist": []}
    assert (made["rotatedFrom"], made["replaced"]["rotatedTo"]) == (old.id, made["id"])
    assert made["expiresAt"] is None
    assert made["key"] not in acme.get(f"/v1/keys/{made['id']}").text
    assert acme.get("/v1/organisation", made["key"]).status_code == 200
    assert old.works()


def test_the_ip_list_goes_with_it(acme: Organisation) -> None:
    old = make(acme, ipAllowlist=["10.0.0.0/8", "2001:db8::/32"])
    assert old.rotated().shown()["ipAllowlist"] == ["10.0.0.0/8", "2001:db8::/32"]


@pytest.mark.parametrize("overlap", [0, 15 * 60, 3600, 24 * 3600, 7 * 24 * 3600])
def test_the_old_key_ends_with_the_overlap(acme: Organisation, world: World, overlap: int) -> None:
    old = make(acme)
    new = old.rotated(overlap=overlap)
    assert old.shown()["retiresAt"] == iso(world.clock.at + overlap * 1000)
    world.clock.move(seconds=overlap - 0.001)
    if overlap:
        assert old.works()
    world.clock.move(seconds=0.001)
    assert old.refused() == (401, "key_expired")
    assert "replaced by a new one" in old.call().json()["detail"]
    assert new.works()


def test_without_a_word_the_overlap_is_a_day(acme: Organisation, world: World) -> None:
    old = make(acme)
    old.rotated()
    assert old.shown()["retiresAt"] == iso(world.clock.at + 86_400_000)


def test_the_old_key_never_outlives_its_own_expiry(acme: Organisation, world: World) -> None:
    ends = iso(world.clock.at + 60_000)
    old = make(acme, expiresAt=ends)
    new = old.rotated(overlap=3600, expiresAt=iso(world.clock.at + 10**9))
    assert (old.shown()["retiresAt"], old.shown()["expiresAt"]) == (ends, ends)
    assert new.shown()["expiresAt"] == iso(world.clock.at + 10**9)


def test_the_overlap_can_be_cut_short_but_not_drawn_out(acme: Organisation, world: World) -> None:
    old = make(acme)
    old.rotated(overlap=3600)
    for later in (None, iso(world.clock.at + 3_600_001)):
        answer = old.change(expiresAt=later)
        assert (problem(answer), answer.json()["field"]) == ((400, "param_invalid"), "expiresAt")
    assert old.change(expiresAt=iso(world.clock.at + 1000)).status_code == 200
    world.clock.move(seconds=1)
    assert old.refused() == (401, "key_expired")


def test_the_owner_sees_whether_the_old_key_is_still_used(acme: Organisation, world: World) -> None:
    old = make(acme)
    assert old.works()
    assert old.shown()["stillUsed"] is None
    world.clock.move(seconds=1)
    old.rotated()
    assert old.shown()["stillUsed"] is False
    world.clock.move(seconds=1)
    assert old.works()
    assert old.shown()["stillUsed"] is True
    assert old.shown()["lastUsedAt"] == iso(world.clock.at)


def test_a_publishable_key_is_watched_too(acme: Organisation, world: World) -> None:
    old = make_publishable(acme)
    acme.started(apiKey=old.text)
    world.clock.move(seconds=1)
    new = old.rotated()
    assert old.shown()["stillUsed"] is False
    world.clock.move(seconds=1)
    acme.started(apiKey=new.text, candidateId="bob")
    assert old.shown()["stillUsed"] is False
    acme.started(apiKey=old.text, candidateId="cyd")
    assert old.shown()["stillUsed"] is True


def test_one_rotation_at_a_time(acme: Organisation, world: World) -> None:
    old = make(acme)
    new = old.rotated(overlap=3600)
    assert problem(old.do("rotate")) == (409, "key_rotated")
    answer = new.do("rotate")
    assert (problem(answer), answer.json()["rotatedFrom"]) == ((409, "key_rotated"), old.id)
    old.do("revoke")
    assert new.do("rotate").status_code == 201


def test_of_many_rotations_at_once_one_counts(acme: Organisation, world: World) -> None:
    made = make(acme)
    with neighbour_of(world) as other:
        headers = {"authorization": f"Bearer {acme.secret}"}
        asks = [
            partial(client.post, f"/v1/keys/{made.id}/rotate", json={}, headers=headers)
            for client in (world.client, other.client)
            for _ in range(4)
        ]
        statuses = sorted(answer.status_code for answer in at_once(*asks))
    assert statuses == [201] + [409] * 7
    assert len(world.rows("select id from keys where rotated_from = :id", id=made.id)) == 1


def test_after_the_overlap_the_new_key_can_be_rotated(acme: Organisation, world: World) -> None:
    new = make(acme).rotated(overlap=900)
    world.clock.move(minutes=15)
    assert new.rotated(overlap=0).works()


def test_an_inactive_key_is_reactivated_first(acme: Organisation) -> None:
    made = make(acme)
    made.do("deactivate")
    assert problem(made.do("rotate")) == (409, "key_not_active")


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"overlap": 1}, "overlap"),
        ({"overlap": "3600"}, "overlap"),
        ({"overlap": True}, "overlap"),
        ({"overlap": -3600}, "overlap"),
        ({"overlap": [0]}, "overlap"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
    ],
)
def test_a_wrong_wish_is_named(acme: Organisation, wanted: dict[str, Any], field: str) -> None:
    made = make(acme)
    answer = made.do("rotate", **wanted)
    assert (problem(answer), answer.json()["field"]) == ((400, "param_invalid"), field)
    assert made.shown()["rotatedTo"] is None


def test_a_rotation_is_audited_on_both_keys(acme: Organisation) -> None:
    old = make(acme)
    new = old.rotated()
    assert acts_on(acme, old.id) == ["api.key.create", "api.key.rotate"]
    assert acts_on(acme, new.id) == ["api.key.create"]


def test_a_key_may_replace_itself(acme: Organisation) -> None:
    made = make(acme, roles=["Developer"])
    answer = made.call("POST", f"/v1/keys/{made.id}/rotate", {"overlap": 0})
    assert answer.status_code == 201
    assert made.refused() == (401, "key_expired")
