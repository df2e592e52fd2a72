"""`Idempotency-Key`: a server's POST that is sent again is answered as before, and does nothing more."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from starlette.responses import Response
from starlette.routing import Route

from eye.api import idempotency_store as store
from eye.api.act import Acting
from eye.api.idempotency import remembered
from eye.app import SERVER_ROUTES
from eye.domains.add import add_domain, read_domain
from eye.http.bodies import answer
from eye.http.context import Eye
from tests.reading import problem
from tests.world import Organisation, World

DOMAIN = {"entry": "second.example.com", "name": "Second"}


def post(owner: Organisation, path: str, json: Any = None, name: Any = "one", key: str = "") -> Any:
    names = [name] if isinstance(name, str) else name
    bearer = f"Bearer {key or owner.secret}"
    headers = [("authorization", bearer), *(("idempotency-key", one) for one in names)]
    return owner.world.client.post(path, json=json, headers=headers)


def domains(owner: Organisation) -> list[str]:
    return [item["entry"] for item in owner.get("/v1/domains").json()["items"]]


def stored(world: World) -> list[Any]:
    return world.rows("select name, route, acted_at, status, answer from idempotency")


def test_the_same_request_is_answered_the_same_and_acts_once(acme: Organisation) -> None:
    first, again = post(acme, "/v1/domains", DOMAIN), post(acme, "/v1/domains", DOMAIN)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["content-type"] == again.headers["content-type"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert domains(acme).count("second.example.com") == 1


def test_without_the_header_it_is_another_request(acme: Organisation) -> None:
    assert post(acme, "/v1/domains", DOMAIN, []).status_code == 201
    assert problem(post(acme, "/v1/domains", DOMAIN, [])) == (409, "domain_duplicate")
    assert stored(acme.world) == []


def test_another_body_is_a_mistake(acme: Organisation) -> None:
    post(acme, "/v1/domains", DOMAIN)
    assert problem(post(acme, "/v1/domains", {"entry": "third.example.com"})) == (422, "idempotency_mismatch")
    assert "third.example.com" not in domains(acme)


def test_a_key_is_of_one_address_one_organisation_and_one_mode(acme: Organisation, stranger: Organisation) -> None:
    test_key = acme.new_key("secret", "test", roles=("Admin",))
    assert post(acme, "/v1/domains", DOMAIN).status_code == 201
    assert post(acme, "/v1/roles", {"name": "Watcher", "permissions": ["session.view"]}).status_code == 201
    assert post(stranger, "/v1/domains", DOMAIN).status_code == 201
    assert problem(post(acme, "/v1/domains", DOMAIN, key=test_key)) == (409, "domain_duplicate")


def test_it_holds_for_another_secret_key_of_the_organisation(acme: Organisation) -> None:
    """A server that changes its key between the two tries is the same server."""
    other = acme.new_key("secret", roles=("Admin",))
    first = post(acme, "/v1/domains", DOMAIN)
    assert post(acme, "/v1/domains", DOMAIN, key=other).content == first.content


def test_who_may_not_ask_is_not_told_the_answer(acme: Organisation) -> None:
    viewer = acme.new_key("secret", roles=("Viewer",))
    post(acme, "/v1/domains", DOMAIN)
    assert problem(post(acme, "/v1/domains", DOMAIN, key=viewer)) == (403, "permission_missing")


def test_a_refusal_of_the_act_is_repeated_too(acme: Organisation) -> None:
    taken = {"entry": "exam.example.com"}
    first = post(acme, "/v1/domains", taken)
    assert problem(first) == (409, "domain_duplicate")
    acme.call("DELETE", f"/v1/domains/{acme.domain_id}")
    assert post(acme, "/v1/domains", taken).content == first.content


def test_a_request_that_could_not_be_read_leaves_its_key_free(acme: Organisation) -> None:
    assert problem(post(acme, "/v1/assessments", {"title": "x"})) == (400, "param_missing")
    assert stored(acme.world) == []
    assert post(acme, "/v1/assessments", {"id": "new", "title": "x"}).status_code == 201


def test_a_secret_is_shown_once_and_never_stored(acme: Organisation, world: World) -> None:
    made = {
        "/v1/keys": ({"name": "Server", "kind": "secret", "mode": "live", "roles": ["Viewer"]}, "key"),
        "/v1/webhooks": ({"url": "https://exam.example.com/eye"}, "secret"),
        "/v1/candidate-tokens": ({"assessmentId": "exam", "candidateId": "ada"}, "token"),
        "/v1/members": ({"email": "new@acme.example", "roles": ["Viewer"]}, "link"),
    }
    for path, (body, secret) in made.items():
        first, again = post(acme, path, body), post(acme, path, body)
        assert (first.status_code, again.status_code) == (201, 201), first.text
        shown = first.json()
        assert "secretShown" not in shown
        assert again.json() == {**{k: v for k, v in shown.items() if k != secret}, "secretShown": True}
        assert shown[secret] not in repr(stored(world))


def test_rotations_are_repeated_without_the_secret(acme: Organisation) -> None:
    key = post(acme, "/v1/keys", {"name": "S", "kind": "secret", "mode": "live", "roles": ["Viewer"]}, "a").json()
    hook = post(acme, "/v1/webhooks", {"url": "https://exam.example.com/eye"}, "b").json()
    for path, secret in ((f"/v1/keys/{key['id']}/rotate", "key"), (f"/v1/webhooks/{hook['id']}/rotate", "secret")):
        first, again = post(acme, path), post(acme, path)
        assert first.json()[secret]
        assert again.json()["secretShown"] is True
        assert secret not in again.json()


def test_the_act_and_its_answer_are_one_write(acme: Organisation, world: World) -> None:
    """A process that dies right after the commit leaves the answer behind."""
    kept: list[bytes] = []
    seen: list[int] = []

    async def endpoint(eye: Eye) -> Response:
        row = await eye.db.write(
            add_domain, acme.id, acme.owner_id, read_domain(None, "b.example.com"), eye.clock.now()
        )
        seen.append(len(kept))
        return answer({"id": row["id"]} if isinstance(row, dict) else {}, 201)

    async def ask() -> Response:
        acting = Acting(world.parts, endpoint, lambda tx: None, lambda tx, found: kept.append(bytes(found.body)))
        return await endpoint(replace(world.parts, db=acting))

    assert world.client.portal is not None
    told = world.client.portal.call(ask)
    assert set(kept) == {told.body}
    assert seen == [0, 1]  # asked in the write what it will answer, and asked for it when the write was done


def test_an_answer_that_waits_for_more_is_not_foretold(world: World) -> None:
    async def endpoint(eye: Eye) -> Response:
        await eye.db.write(store.tidy, 0)
        await eye.db.read(lambda tx: tx.one("select 1 as one"))
        return answer({})

    async def ask() -> tuple[bool, bool]:
        acting = Acting(world.parts, endpoint, lambda tx: None, lambda tx, found: pytest.fail("kept too early"))
        await endpoint(replace(world.parts, db=acting))
        return acting.acted, acting.kept

    assert world.client.portal is not None
    assert world.client.portal.call(ask) == (True, False)


def test_while_the_first_is_under_way_the_second_is_told_so(acme: Organisation, world: World) -> None:
    claim_of(acme, world)
    found = post(acme, "/v1/domains", DOMAIN)
    assert problem(found) == (409, "idempotency_in_flight")
    assert found.headers["retry-after"] == "1"
    assert "second.example.com" not in domains(acme)


def claim_of(owner: Organisation, world: World, **more: Any) -> None:
    """As if another process had begun to serve the request: its row, copied from one that was carried out."""
    post(owner, "/v1/domains", DOMAIN)
    (found,) = [item for item in owner.get("/v1/domains").json()["items"] if item["entry"] == "second.example.com"]
    owner.call("DELETE", f"/v1/domains/{found['id']}")
    world.execute(
        "update idempotency set claim = 'idk_other', status = null, answer = null, acted_at = :acted_at",
        acted_at=more.get("acted_at"),
    )


def test_a_claim_whose_process_died_is_taken_over(acme: Organisation, world: World) -> None:
    claim_of(acme, world)
    world.clock.move(minutes=1)
    assert post(acme, "/v1/domains", DOMAIN).status_code == 201
    assert domains(acme).count("second.example.com") == 1


def test_what_was_done_without_a_known_answer_is_never_done_again(acme: Organisation, world: World) -> None:
    claim_of(acme, world, acted_at=world.clock.at)
    world.clock.move(minutes=1)
    assert problem(post(acme, "/v1/domains", DOMAIN)) == (409, "idempotency_answer_lost")
    assert "second.example.com" not in domains(acme)


def test_who_lost_its_claim_does_not_act(acme: Organisation, world: World) -> None:
    mark = store.Mark(acme.id, "live", "one", "POST /v1/domains")
    assert world.write(store.claim, mark, "idk_first", "hash", world.clock.at) is None
    later = world.clock.at + store.CLAIM_LASTS
    assert world.write(store.claim, mark, "idk_second", "hash", later) is None
    assert not world.write(store.hold, mark, "idk_first", later)
    assert world.write(store.hold, mark, "idk_second", later)
    assert not world.write(store.hold, mark, "idk_second", later)


def test_many_at_once_act_once(acme: Organisation, world: World) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: post(acme, "/v1/domains", DOMAIN), range(12)))
    codes = {one.status_code for one in answers}
    assert 201 in codes
    assert codes <= {201, 409}
    assert {problem(one)[1] for one in answers if one.status_code == 409} <= {"idempotency_in_flight"}
    assert len({one.content for one in answers if one.status_code == 201}) == 1
    assert domains(acme).count("second.example.com") == 1


def test_an_act_that_fails_leaves_the_key_free(acme: Organisation, world: World) -> None:
    """The database refuses the row, as it does when its disk is full."""
    world.execute("alter table domains rename to domains_elsewhere")
    assert problem(post(acme, "/v1/domains", DOMAIN))[0] >= 500
    world.execute("alter table domains_elsewhere rename to domains")
    assert post(acme, "/v1/domains", DOMAIN).status_code == 201


def test_a_day_later_it_is_a_new_request(acme: Organisation, world: World) -> None:
    post(acme, "/v1/domains", DOMAIN)
    world.clock.move(hours=23.9)
    assert post(acme, "/v1/domains", DOMAIN).status_code == 201
    world.clock.move(hours=0.2)
    assert problem(post(acme, "/v1/domains", DOMAIN)) == (409, "domain_duplicate")


def test_rows_go_after_a_day(acme: Organisation, world: World) -> None:
    for name in ("a", "b", "c"):
        post(acme, "/v1/candidate-tokens", {"assessmentId": "exam", "candidateId": "ada"}, name)
    world.clock.move(hours=12)
    post(acme, "/v1/candidate-tokens", {"assessmentId": "exam", "candidateId": "ada"}, "d")
    world.clock.move(hours=12)
    assert world.write(store.tidy, world.clock.at, 2) == 2
    assert world.write(store.tidy, world.clock.at, 2) == 1
    assert [row["name"] for row in stored(world)] == ["d"]


@pytest.mark.parametrize("name", ["", "a b", "é", "x" * 256, "tab\there", ["one", "two"]])
def test_a_name_that_cannot_be_one_is_refused(acme: Organisation, name: Any) -> None:
    sent = [one.encode() for one in ([name] if isinstance(name, str) else name)]
    found = post(acme, "/v1/domains", DOMAIN, sent)
    assert problem(found) == (400, "param_invalid")
    assert found.json()["field"] == "Idempotency-Key"
    assert "second.example.com" not in domains(acme)


def test_the_longest_name_is_taken(acme: Organisation) -> None:
    assert post(acme, "/v1/domains", DOMAIN, "x" * 255).status_code == 201


def test_every_post_of_servers_heeds_it() -> None:
    for before, after in zip(SERVER_ROUTES, remembered(SERVER_ROUTES), strict=True):
        assert isinstance(before, Route)
        assert isinstance(after, Route)
        assert (before.endpoint is after.endpoint) == ("POST" not in (before.methods or ()))
        assert getattr(after.endpoint, "permission", None) == getattr(before.endpoint, "permission", None)
