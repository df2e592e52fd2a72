"""Webhook endpoints by the API: what they may be, their secrets, and who may touch them."""

from typing import Any

import pytest

from eye.clock import HOUR
from eye.webhooks.model import MOST_ENDPOINTS, TYPES
from tests.organisations.keys import Key
from tests.reading import problem
from tests.webhooks.conftest import URL, Hooks
from tests.webhooks.receiver import answers
from tests.world import Organisation


def test_a_new_one_shows_its_secret_once(hooks: Hooks) -> None:
    made = hooks.endpoint(description="Our LMS", types=["session.ended", "flag.raised"], mode="live")
    assert made["secret"].startswith("whsec_")
    assert made["types"] == ["flag.raised", "session.ended"]
    shown = hooks.show(made)
    assert shown == {name: value for name, value in made.items() if name != "secret"}
    assert (shown["status"], shown["description"], shown["mode"]) == ("active", "Our LMS", "live")
    assert made["secret"] not in hooks.acme.get("/v1/webhooks").text
    assert [one["id"] for one in hooks.acme.get("/v1/webhooks").json()["items"]] == [made["id"]]


def test_the_secret_is_nowhere_in_the_database(hooks: Hooks) -> None:
    made = hooks.endpoint()
    rows = hooks.world.rows("select * from webhook_endpoints")
    assert made["secret"].removeprefix("whsec_") not in str(rows)
    assert made["secret"] not in str(hooks.world.rows("select data from audit"))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": ""}, "url"),
        ({"url": 7}, "url"),
        ({"url": "http://hooks.example.com/eye"}, "url"),
        ({"url": "ftp://hooks.example.com/eye"}, "url"),
        ({"url": "https://user:secret@hooks.example.com/"}, "url"),
        ({"url": "https://hooks.example.com/#part"}, "url"),
        ({"url": "https://hooks.example.com:99999/"}, "url"),
        ({"url": "https://hooks.example.com\\@evil.example.net/"}, "url"),
        ({"url": "https://hooks.example.com/a b"}, "url"),
        ({"url": "https://hooks.example.com/" + "x" * 2_000}, "url"),
        ({"url": "https://2130706433/"}, "url"),
        ({"url": "https://0x7f.1/"}, "url"),
        ({"url": "https://[::ffff:127.0.0.1%1]/"}, "url"),
        ({"url": URL, "types": []}, "types"),
        ({"url": URL, "types": ["flag.raise"]}, "types"),
        ({"url": URL, "types": "flag.raised"}, "types"),
        ({"url": URL, "mode": "both"}, "mode"),
        ({"url": URL, "description": "x" * 201}, "description"),
    ],
)
def test_what_cannot_be_is_refused_by_name(hooks: Hooks, body: Any, field: str) -> None:
    answer = hooks.acme.call("POST", "/v1/webhooks", body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert hooks.acme.get("/v1/webhooks").json()["items"] == []


def test_there_is_a_limit(hooks: Hooks) -> None:
    for number in range(MOST_ENDPOINTS):
        hooks.endpoint(url=f"{URL}/{number}")
    answer = hooks.acme.call("POST", "/v1/webhooks", {"url": URL})
    assert (answer.status_code, answer.json()["code"]) == (409, "webhook_limit_reached")
    first = hooks.acme.get("/v1/webhooks").json()["items"][0]["id"]
    assert hooks.acme.call("DELETE", f"/v1/webhooks/{first}").status_code == 204
    hooks.endpoint()


def test_a_change_counts_from_the_next_delivery_on(hooks: Hooks) -> None:
    made = hooks.endpoint()
    changed = hooks.acme.call(
        "PATCH", f"/v1/webhooks/{made['id']}", {"url": f"{URL}/new", "types": ["session.started"]}
    )
    assert (changed.status_code, changed.json()["url"]) == (200, f"{URL}/new")
    hooks.flag()
    assert [(request.path, request.json["event"]) for request in hooks.round()] == [("/eye/new", "session.started")]


def test_a_change_to_a_strange_host_is_refused(hooks: Hooks) -> None:
    made = hooks.endpoint()
    answer = hooks.acme.call("PATCH", f"/v1/webhooks/{made['id']}", {"url": "https://evil.example.net/"})
    assert (answer.status_code, answer.json()["code"]) == (422, "webhook_host_not_registered")
    assert hooks.show(made)["url"] == URL


def test_a_deleted_one_hears_nothing_more(hooks: Hooks) -> None:
    made = hooks.endpoint()
    hooks.flag()
    assert hooks.acme.call("DELETE", f"/v1/webhooks/{made['id']}").status_code == 204
    assert hooks.round() == []
    assert hooks.acme.get(f"/v1/webhooks/{made['id']}").status_code == 404


def test_during_a_rotation_both_secrets_verify(hooks: Hooks) -> None:
    made = hooks.endpoint()
    new = hooks.acme.call("POST", f"/v1/webhooks/{made['id']}/rotate", {"overlap": HOUR // 1000}).json()
    assert new["secret"] != made["secret"]
    assert new["oldSecretUntil"]
    hooks.flag()
    (request,) = hooks.round()
    assert request.verified(made["secret"]) == request.verified(new["secret"]) == request.json
    assert request.headers["webhook-signature"].count("v1,") == 2
    hooks.world.execute("update webhook_endpoints set old_until = :now", now=hooks.world.clock.at)
    hooks.flag("grace")
    (request,) = hooks.round()
    assert request.headers["webhook-signature"].count("v1,") == 1
    assert request.verified(new["secret"])
    assert hooks.show(made)["oldSecretUntil"] is None


def test_without_overlap_the_old_secret_signs_nothing_more(hooks: Hooks) -> None:
    made = hooks.endpoint()
    new = hooks.acme.call("POST", f"/v1/webhooks/{made['id']}/rotate", {"overlap": 0}).json()
    hooks.flag()
    (request,) = hooks.round()
    assert request.headers["webhook-signature"].count("v1,") == 1
    assert request.verified(new["secret"])


def test_an_overlap_of_any_length_is_refused(hooks: Hooks) -> None:
    made = hooks.endpoint()
    for overlap in (-1, 1, "long", 10**9):
        answer = hooks.acme.call("POST", f"/v1/webhooks/{made['id']}/rotate", {"overlap": overlap})
        assert (answer.status_code, answer.json()["field"]) == (400, "overlap")


def test_a_disabled_one_misses_what_can_be_sent_later(hooks: Hooks) -> None:
    made = hooks.endpoint()
    assert hooks.acme.call("POST", f"/v1/webhooks/{made['id']}/disable").json()["status"] == "disabled"
    hooks.flag()
    assert hooks.round() == []
    assert hooks.deliveries(made)[0]["status"] == "missed"
    for path in ("test", "resend", f"deliveries/{hooks.deliveries(made)[0]['id']}/resend"):
        answer = hooks.acme.call("POST", f"/v1/webhooks/{made['id']}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "webhook_disabled")
    assert hooks.acme.call("POST", f"/v1/webhooks/{made['id']}/enable").json()["status"] == "active"
    assert hooks.round() == []
    assert hooks.acme.call("POST", f"/v1/webhooks/{made['id']}/resend").json() == {"deliveries": 1}
    assert len(hooks.round()) == 1


@pytest.mark.parametrize("type", list(TYPES))
def test_an_example_of_each_type_can_be_sent(hooks: Hooks, type: str) -> None:
    made = hooks.endpoint()
    answer = hooks.acme.call("POST", f"/v1/webhooks/{made['id']}/test", {"type": type})
    assert (answer.status_code, answer.json()["test"]) == (202, True)
    (request,) = hooks.round()
    said = request.verified(made["secret"])
    assert (said["event"], said["test"]) == ("Flag" if type == "flag.raised" else type, True)


def test_an_example_of_nothing_is_refused(hooks: Hooks) -> None:
    made = hooks.endpoint()
    answer = hooks.acme.call("POST", f"/v1/webhooks/{made['id']}/test", {"type": "flag.lowered"})
    assert (answer.status_code, answer.json()["field"]) == (400, "type")


def test_one_delivery_can_be_sent_again_under_its_id(hooks: Hooks) -> None:
    made = hooks.endpoint()
    hooks.flag()
    (first,) = hooks.round()
    id = hooks.deliveries(made)[0]["id"]
    assert hooks.acme.call("POST", f"/v1/webhooks/{made['id']}/deliveries/{id}/resend").status_code == 202
    (second,) = hooks.round()
    assert second.id == first.id
    assert second.json == first.json
    assert len(hooks.delivery(made)["attempts"]) == 2


def test_a_range_can_be_sent_again(hooks: Hooks) -> None:
    made = hooks.endpoint()
    times = []
    for number in range(3):
        hooks.school.will(answers(204))
        hooks.flag(f"candidate-{number}")
        hooks.round()
        times.append(hooks.deliveries(made)[0]["createdAt"])
        hooks.world.clock.move(minutes=1)
    path = f"/v1/webhooks/{made['id']}/resend"
    assert hooks.acme.call("POST", path).json() == {"deliveries": 0}  # all have arrived
    wanted = {"from": times[1], "which": "all"}
    assert hooks.acme.call("POST", path, wanted).json() == {"deliveries": 2}
    assert len(hooks.round()) == 2
    assert hooks.acme.call("POST", path, {"to": times[1], "which": "all"}).json() == {"deliveries": 1}
    for body in ({"from": "yesterday"}, {"which": "some"}):
        assert hooks.acme.call("POST", path, body).status_code == 400


def test_deliveries_come_in_pages_and_by_status(hooks: Hooks) -> None:
    made = hooks.endpoint()
    for number in range(3):
        hooks.flag(f"candidate-{number}")
        hooks.world.clock.move(seconds=1)
        hooks.round()
    path = f"/v1/webhooks/{made['id']}/deliveries"
    first = hooks.acme.get(f"{path}?limit=2").json()
    rest = hooks.acme.get(f"{path}?limit=2&cursor={first['nextCursor']}").json()
    assert [len(page["items"]) for page in (first, rest)] == [2, 1]
    assert rest["nextCursor"] is None
    assert len(hooks.deliveries(made, "?status=delivered")) == 3
    assert hooks.deliveries(made, "?status=failed") == []
    assert hooks.acme.get(f"{path}?status=lost").status_code == 400


def test_every_act_is_in_the_audit_log(hooks: Hooks) -> None:
    made = hooks.endpoint()
    path = f"/v1/webhooks/{made['id']}"
    hooks.acme.call("PATCH", path, {"description": "Ours"})
    for act in ("rotate", "test", "resend", "disable", "enable"):
        assert hooks.acme.call("POST", f"{path}/{act}").status_code < 300
    hooks.acme.call("DELETE", path)
    rows = hooks.world.rows("select act, actor from audit where subject = :id", id=made["id"])
    words = ("create", "update", "rotate", "test", "resend", "disable", "enable", "delete")
    assert {row["act"] for row in rows} == {f"webhook.{word}" for word in words}
    assert all(row["actor"].startswith("key_") for row in rows)


@pytest.mark.parametrize(
    ("method", "path", "permission"),
    [
        ("GET", "", "webhook.view"),
        ("POST", "", "webhook.create"),
        ("GET", "/{id}", "webhook.view"),
        ("PATCH", "/{id}", "webhook.update"),
        ("DELETE", "/{id}", "webhook.delete"),
        ("POST", "/{id}/rotate", "webhook.update"),
        ("POST", "/{id}/disable", "webhook.update"),
        ("POST", "/{id}/enable", "webhook.update"),
        ("POST", "/{id}/test", "webhook.update"),
        ("POST", "/{id}/resend", "webhook.update"),
        ("GET", "/{id}/deliveries", "webhook.view"),
        ("GET", "/{id}/deliveries/x", "webhook.view"),
        ("POST", "/{id}/deliveries/x/resend", "webhook.update"),
    ],
)
def test_each_needs_its_permission(acme: Organisation, method: str, path: str, permission: str) -> None:
    made = acme.call("POST", "/v1/webhooks", {"url": "https://exam.example.com/eye"}).json()
    key = Key(acme, "Reviewer")
    answer = key.call(method, f"/v1/webhooks{path.format(id=made['id'])}")
    assert (answer.status_code, answer.json()["code"], answer.json()["permission"]) == (
        403,
        "permission_missing",
        permission,
    )


def test_nobody_has_flags_sent_who_may_not_see_them(hooks: Hooks) -> None:
    acme = hooks.acme
    headers = {"authorization": f"Bearer {acme.new_key('secret', roles=('Developer',))}"}

    def ask(method: str, path: str, body: Any) -> Any:
        return hooks.world.client.request(method, path, json=body, headers=headers)

    for body in ({"url": URL}, {"url": URL, "types": ["session.ended", "flag.reviewed"]}):
        answer = ask("POST", "/v1/webhooks", body)
        assert (problem(answer), answer.json()["permission"]) == ((403, "permission_missing"), "flag.view")
    made = ask("POST", "/v1/webhooks", {"url": URL, "types": ["session.ended"]})
    assert made.status_code == 201
    theirs, flags = made.json()["id"], hooks.endpoint(url=f"{URL}/flags")["id"]
    assert problem(ask("PATCH", f"/v1/webhooks/{theirs}", {"types": ["flag.raised"]})) == (403, "permission_missing")
    assert problem(ask("PATCH", f"/v1/webhooks/{flags}", {"url": f"{URL}/mine"})) == (403, "permission_missing")
    assert ask("PATCH", f"/v1/webhooks/{flags}", {"description": "Flags"}).status_code == 200
    assert ask("PATCH", f"/v1/webhooks/{theirs}", {"types": ["session.started"]}).status_code == 200


def test_what_was_sent_about_a_flag_is_shown_to_those_who_may_see_flags(hooks: Hooks) -> None:
    made = hooks.endpoint()
    hooks.flag()
    hooks.round()
    path = f"/v1/webhooks/{made['id']}/deliveries/{hooks.deliveries(made)[0]['id']}"
    developer = hooks.acme.new_key("secret", roles=("Developer",))
    shown, kept = (hooks.acme.get(path, key).json()["attempts"][0] for key in (None, developer))
    assert shown["request"]["body"]["event"] == "Flag"
    assert kept == {**shown, "request": {**shown["request"], "body": None}}
