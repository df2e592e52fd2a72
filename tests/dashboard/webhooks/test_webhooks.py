"""Settings → Webhooks: add an endpoint, see what was delivered, send again, rotate, stop."""

import re
from typing import Any

import pytest

from eye.db import Tx
from eye.webhooks.deliver import claim, note
from eye.webhooks.post import Answer
from eye.webhooks.share import share_out
from tests.dashboard.people import Person
from tests.world import Organisation, World

WEBHOOKS = "/dashboard/settings/webhooks"
URL = "https://exam.example.com/eye"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")


@pytest.fixture
def endpoint(acme: Organisation) -> str:
    return str(acme.call("POST", "/v1/webhooks", {"url": URL, "types": ["flag.raised"]}).json()["id"])


def answered(world: World, id: str, outcome: str, status: int | None = None, text: str = "") -> None:
    """As if the courier had come by: everything that is due got this answer."""

    def carry(tx: Tx) -> None:
        now = world.clock.at
        share_out(tx, now)
        for ready in claim(tx, id, 100, now):
            row: dict[str, Any] = {
                "id": f"att_{ready.delivery['id']}",
                "delivery_id": ready.delivery["id"],
                "endpoint_id": id,
                "at": now,
                "duration_ms": 12,
                "outcome": outcome,
                "status": status,
                "url": URL,
                "request": '{"headers": {"webhook-id": "out_1"}, "body": {"event": "Flag", "mediaUrl": "<b>"}}',
                "answer": text,
            }
            note(tx, ready, Answer(outcome, status, text), row, now)

    world.write(carry)


def flag(acme: Organisation) -> None:
    world = acme.world
    world.send(acme.started()["token"], world.event(1, "TAB_NOT_FOCUS"))


def test_before_the_first_it_says_what_it_is_for(owner: Person) -> None:
    assert "No endpoint yet" in owner.read(WEBHOOKS)


def test_an_endpoint_is_added_and_its_secret_shown_once(owner: Person) -> None:
    answer = owner.send(f"{WEBHOOKS}/new", url=URL, description="LMS", types=["flag.raised"], mode="all")
    assert answer.status_code == 200
    assert len(SECRET.findall(answer.text)) == 1
    text = owner.read(WEBHOOKS)
    assert URL in text
    assert "1 of 10" in text
    path = re.search(rf"{WEBHOOKS}/(whk_\w+)", text)
    assert path is not None
    assert SECRET.search(owner.read(path[0])) is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"url": "http://exam.example.com/"}, "The address must begin with https://."),
        ({"url": "https://evil.example.net/"}, "is not a domain of this organisation"),
        ({"url": ""}, "The address is missing"),
        ({"url": URL, "types": []}, "The choice is empty; choose at least one."),
        ({"url": URL, "mode": "x"}, "The mode must be one of"),
    ],
)
def test_what_cannot_be_is_explained_beside_what_was_typed(owner: Person, fields: Any, sentence: str) -> None:
    answer = owner.send(f"{WEBHOOKS}/new", **{"types": ["flag.raised"], "mode": "all", **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{fields["url"]}"' in answer.text


def test_the_log_shows_request_answer_and_what_to_do(
    acme: Organisation, owner: Person, world: World, endpoint: str
) -> None:
    flag(acme)
    answered(world, endpoint, "refused", 500, "<script>alert(1)</script>")
    page = owner.get(f"{WEBHOOKS}/{endpoint}").text
    assert "Trying again" in page
    path = re.search(rf"{WEBHOOKS}/{endpoint}/deliveries/dlv_\w+", page)
    assert path is not None
    text = owner.get(path[0]).text
    assert "The server answered that it failed." in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "webhook-id: out_1" in text
    assert "<html" not in owner.refresh(path[0]).text
    assert "<html" not in owner.refresh(f"{WEBHOOKS}/{endpoint}").text


def test_the_log_is_narrowed_by_status(acme: Organisation, owner: Person, world: World, endpoint: str) -> None:
    flag(acme)
    answered(world, endpoint, "delivered", 204)
    assert "dlv_" in owner.read(f"{WEBHOOKS}/{endpoint}?status=delivered")
    assert "No delivery matches" in owner.read(f"{WEBHOOKS}/{endpoint}?status=failed")
    assert owner.get(f"{WEBHOOKS}/{endpoint}?status=%00x&before=zzz").status_code in (200, 400)


def test_a_test_leads_to_its_delivery(owner: Person, world: World, endpoint: str) -> None:
    answer = owner.send(f"{WEBHOOKS}/{endpoint}/test", type="session.ended")
    assert answer.status_code == 303
    assert "It is on its way." in owner.read(answer.headers["location"])
    answered(world, endpoint, "delivered", 204)
    text = owner.read(answer.headers["location"])
    assert "Delivered" in text
    assert "TEST" in text
    assert owner.send(f"{WEBHOOKS}/{endpoint}/test", type="nothing").status_code == 404


def test_one_and_all_can_be_sent_again(acme: Organisation, owner: Person, world: World, endpoint: str) -> None:
    flag(acme)
    answered(world, endpoint, "delivered", 204)
    id = world.rows("select id from webhook_deliveries")[0]["id"]
    assert owner.send(f"{WEBHOOKS}/{endpoint}/deliveries/{id}/resend").status_code == 303
    assert world.rows("select status from webhook_deliveries") == [{"status": "pending"}]
    world.execute("update webhook_deliveries set status = 'failed'")
    for day, count in (("2001-01-01", 0), ("", 1)):
        answer = owner.send(f"{WEBHOOKS}/{endpoint}/resend", **{"from": "", "to": day, "which": "undelivered"})
        assert answer.headers["location"] == f"{WEBHOOKS}/{endpoint}?done=resent&count={count}"
    assert "One delivery is sent again" in owner.read(answer.headers["location"])


def test_a_disabled_one_says_why_and_is_enabled_again(owner: Person, world: World, endpoint: str) -> None:
    owner.send(f"{WEBHOOKS}/{endpoint}/test", type="flag.raised")
    answered(world, endpoint, "refused", 410)
    text = owner.read(f"{WEBHOOKS}/{endpoint}")
    assert "It answered 410 Gone" in text
    assert "One delivery was missed" in text
    assert owner.send(f"{WEBHOOKS}/{endpoint}/resend").status_code == 409
    assert owner.send(f"{WEBHOOKS}/{endpoint}/enable").status_code == 303
    assert "Nothing is sent to this endpoint" not in owner.read(f"{WEBHOOKS}/{endpoint}")
    assert owner.send(f"{WEBHOOKS}/{endpoint}/disable").status_code == 303
    assert "Somebody of your organisation disabled it." in owner.read(f"{WEBHOOKS}/{endpoint}")


def test_a_change_is_saved(owner: Person, endpoint: str) -> None:
    answer = owner.send(f"{WEBHOOKS}/{endpoint}", url=f"{URL}/new", types=["session.ended"], mode="live")
    assert answer.status_code == 303
    text = owner.read(f"{WEBHOOKS}/{endpoint}")
    assert f"{URL}/new" in text
    assert "Live only" in text
    assert owner.send(f"{WEBHOOKS}/{endpoint}", url=URL, mode="live").status_code == 422


def test_the_secret_is_rotated_and_shown_once(owner: Person, endpoint: str) -> None:
    assert "24 hours" in owner.read(f"{WEBHOOKS}/{endpoint}/rotate")
    answer = owner.send(f"{WEBHOOKS}/{endpoint}/rotate", overlap="3600")
    assert len(SECRET.findall(answer.text)) == 1
    assert "every request carries two signatures" in answer.text
    assert "being replaced" in owner.read(f"{WEBHOOKS}/{endpoint}")
    assert owner.send(f"{WEBHOOKS}/{endpoint}/rotate", overlap="7").status_code == 422


def test_it_is_deleted_after_saying_what_stops(owner: Person, endpoint: str) -> None:
    assert "hears of no flag" in owner.read(f"{WEBHOOKS}/{endpoint}/delete")
    answer = owner.send(f"{WEBHOOKS}/{endpoint}/delete")
    assert "The endpoint is deleted." in owner.read(answer.headers["location"])
    assert owner.get(f"{WEBHOOKS}/{endpoint}").status_code == 404


def test_a_stranger_finds_nothing(outsider: Person, owner: Person, endpoint: str) -> None:
    owner.send(f"{WEBHOOKS}/{endpoint}/test", type="flag.raised")
    path = re.search(rf"/{endpoint}(/deliveries/dlv_\w+)", owner.get(f"{WEBHOOKS}/{endpoint}").text)
    assert path is not None
    for page in ("", "/rotate", "/delete", path[1]):
        assert outsider.get(f"{WEBHOOKS}/{endpoint}{page}").status_code == 404
    fields = {"url": URL, "types": ["flag.raised"], "mode": "all", "overlap": "0", "type": "flag.raised"}
    for form in ("", "/rotate", "/delete", "/disable", "/enable", "/test", "/resend", f"{path[1]}/resend"):
        assert outsider.send(f"{WEBHOOKS}/{endpoint}{form}", **fields).status_code == 404
    assert endpoint not in outsider.read(WEBHOOKS)


def test_whoever_may_only_look_changes_nothing(acme: Organisation, reviewer: Person, endpoint: str) -> None:
    for page in (WEBHOOKS, f"{WEBHOOKS}/new", f"{WEBHOOKS}/{endpoint}"):
        assert reviewer.get(page).status_code == 403
    for form in ("", "/rotate", "/delete", "/disable", "/enable", "/test", "/resend"):
        assert reviewer.send(f"{WEBHOOKS}/{endpoint}{form}").status_code == 403
    acme.world.execute("""update members set roles = '["Developer"]' where id = :id""", id=reviewer.member_id)
    assert reviewer.get(f"{WEBHOOKS}/{endpoint}").status_code == 200


def test_the_body_of_a_flag_is_not_for_a_role_that_sees_no_flags(
    acme: Organisation, owner: Person, reviewer: Person, world: World, endpoint: str
) -> None:
    flag(acme)
    answered(world, endpoint, "delivered", 204)
    path = re.search(rf"{WEBHOOKS}/{endpoint}/deliveries/dlv_\w+", owner.get(f"{WEBHOOKS}/{endpoint}").text)
    assert path is not None
    world.execute("""update members set roles = '["Developer"]' where id = :id""", id=reviewer.member_id)
    shown, kept = owner.get(path[0]).text, reviewer.get(path[0]).text
    assert "which your role does not let you see" not in shown
    assert "which your role does not let you see" in kept
    assert "webhook-id: out_1" in kept


def test_what_was_done_reads_well_in_the_audit_log(owner: Person, endpoint: str) -> None:
    owner.send(f"{WEBHOOKS}/{endpoint}/test", type="flag.raised")
    owner.send(f"{WEBHOOKS}/{endpoint}/disable")
    text = owner.read("/dashboard/settings/audit?act=webhook.")
    assert f'sent a test to the webhook endpoint <bdi class="what">{URL}</bdi>' in text
    assert f'disabled the webhook endpoint <bdi class="what">{URL}</bdi>' in text
