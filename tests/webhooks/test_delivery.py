"""A fact reaches the endpoints that chose it: what is sent, how it is signed, and what follows from the answer."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from eye.clock import DAY, HOUR, MINUTE, SECOND
from eye.webhooks.model import SCHEDULE
from tests.webhooks.conftest import URL, Hooks
from tests.webhooks.outside import OTHER
from tests.webhooks.receiver import Handler, answers

ROOT = Path(__file__).parents[2]
VERIFY = """
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(new Webhook(secret).verify(body, headers)));
"""


def test_a_flag_is_told_with_the_documented_fields(hooks: Hooks) -> None:
    endpoint = hooks.endpoint()
    start = hooks.flag()
    (request,) = hooks.round()
    said = request.verified(endpoint["secret"])
    flag = hooks.world.rows("select id from flags")[0]
    assert said == request.json
    assert said["createdAt"].endswith("Z")
    assert {name: said[name] for name in said if name not in ("createdAt",)} == {
        "event": "Flag",
        "flagId": flag["id"],
        "sessionId": start["sessionId"],
        "candidateId": "ada",
        "examId": "exam",
        "type": "TAB_NOT_FOCUS",
        "severity": "medium",
        "mediaId": None,
        "mediaUrl": None,
        "mediaUrlExpiresAt": None,
        "domain": "exam.example.com",
        "description": "The exam page was left for another tab or window.",
        "sequence": 1,
        "test": False,
    }
    assert request.path == "/eye"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["host"] == "hooks.example.com"
    assert hooks.outside.dialled == ["93.184.215.14"]


def test_the_package_of_npm_takes_it(hooks: Hooks) -> None:
    endpoint = hooks.endpoint()
    hooks.flag()
    (request,) = hooks.round()
    assert verified_by_node(endpoint["secret"], request.headers, request.body.decode())["event"] == "Flag"


def test_the_package_of_npm_refuses_another_secret_and_another_body(hooks: Hooks) -> None:
    one, other = hooks.endpoint(), hooks.endpoint(url=f"{URL}/other")
    hooks.flag()
    request = next(found for found in hooks.round() if found.path == "/eye")
    with pytest.raises(subprocess.CalledProcessError):
        verified_by_node(other["secret"], request.headers, request.body.decode())
    with pytest.raises(subprocess.CalledProcessError):
        verified_by_node(one["secret"], request.headers, request.body.decode().replace("medium", "low"))


def verified_by_node(secret: str, headers: dict[str, str], body: str) -> Any:
    """What the npm package `standardwebhooks` makes of it."""
    found = subprocess.run(
        ["node", "--input-type=module", "--eval", VERIFY],
        cwd=ROOT / "widget",
        input=json.dumps({"secret": secret, "headers": headers, "body": body}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(found.stdout)


def test_an_endpoint_hears_only_of_what_it_chose(hooks: Hooks) -> None:
    hooks.endpoint(types=["session.started", "session.ended"])
    start = hooks.flag()
    hooks.world.end(start["token"])
    said = [request.json for request in hooks.round()]
    assert sorted((one["event"], one["sequence"]) for one in said) == [("session.ended", 2), ("session.started", 1)]
    ended = next(one for one in said if one["event"] == "session.ended")
    assert (ended["endReason"], ended["examId"], ended["candidateId"]) == ("host", "exam", "ada")


def test_the_facts_of_a_session_are_numbered_in_their_order(hooks: Hooks) -> None:
    hooks.endpoint(types=["session.started", "flag.raised", "session.ended"])
    start, event = hooks.flag(), hooks.world.event
    hooks.world.send(start["token"], event(2, "EXIT_FULLSCREEN"), event(3, "END_PROCTORING"))
    said = {request.json["sequence"]: request.json["event"] for request in hooks.round()}
    assert said == {1: "session.started", 2: "Flag", 3: "Flag", 4: "session.ended"}


def test_a_test_session_is_marked_and_can_be_left_out(hooks: Hooks) -> None:
    hooks.endpoint(url=f"{URL}/all")
    hooks.endpoint(url=f"{URL}/live", mode="live")
    hooks.endpoint(url=f"{URL}/test", mode="test")
    start = hooks.acme.started(apiKey=hooks.acme.new_key(mode="test"), candidateId="tess")
    hooks.world.send(start["token"], hooks.world.event(1, "TAB_NOT_FOCUS"))
    said = {request.path: request.json["test"] for request in hooks.round()}
    assert said == {"/eye/all": True, "/eye/test": True}


def test_a_stranger_hears_nothing(hooks: Hooks, stranger: Any) -> None:
    stranger.add_domain("hooks.example.com")
    assert stranger.call("POST", "/v1/webhooks", {"url": URL}).status_code == 201
    hooks.flag()
    assert hooks.round() == []


def test_it_is_tried_again_on_schedule_and_then_given_up(hooks: Hooks) -> None:
    endpoint = hooks.endpoint()
    hooks.flag()
    hooks.school.will(answers(500, b"out of order"))
    times = []
    for wait in (*SCHEDULE, None):
        assert len(hooks.round()) == 1
        assert hooks.round() == []  # not before its time
        times.append(hooks.world.clock.at)
        if wait is not None:
            hooks.world.clock.at += round(wait * 0.89)
            assert hooks.round() == []
            hooks.world.clock.at += round(wait * 0.22)
    hooks.world.clock.move(hours=48)
    assert hooks.round() == []
    assert hooks.deliveries(endpoint)[0]["status"] == "failed"
    assert len({request.id for request in hooks.school.received}) == 1
    expected = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, *(hours * HOUR for hours in (2, 5, 10, 14, 20, 24))]
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert all(abs(waited - planned) <= planned * 0.12 for waited, planned in zip(waits, expected, strict=True))


def test_the_log_holds_request_answer_and_time(hooks: Hooks) -> None:
    endpoint = hooks.endpoint()
    hooks.flag()
    hooks.school.will(answers(500, b"out of order" + b"!" * 5_000))
    (request,) = hooks.round()
    (attempt,) = hooks.delivery(endpoint)["attempts"]
    assert (attempt["outcome"], attempt["status"], attempt["url"]) == ("refused", 500, URL)
    assert attempt["answer"] == "out of order" + "!" * 1_012
    assert 0 <= attempt["durationMs"] < 10_000
    assert attempt["request"]["body"] == request.json
    assert attempt["request"]["headers"]["webhook-id"] == request.id
    assert endpoint["secret"] not in str(hooks.delivery(endpoint))


def test_after_a_success_nothing_more_is_sent(hooks: Hooks) -> None:
    endpoint = hooks.endpoint()
    hooks.flag()
    for status in (500, 200):
        hooks.school.will(answers(status))
        hooks.round()
        hooks.world.clock.move(minutes=1)
    assert hooks.round() == []
    assert hooks.delivery(endpoint)["status"] == "delivered"
    assert [one["status"] for one in hooks.delivery(endpoint)["attempts"]] == [200, 500]
    assert hooks.show(endpoint)["status"] == "active"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_a_success(hooks: Hooks, status: int) -> None:
    endpoint = hooks.endpoint()
    hooks.flag()
    hooks.school.will(answers(status))
    hooks.round()
    assert hooks.deliveries(endpoint)[0]["status"] == "delivered"


@pytest.mark.parametrize(
    ("asked", "seconds"), [("120", 120), ("1", 5), ("999999", DAY // SECOND), ("soon", 5), ("-5", 5)]
)
def test_retry_after_is_honoured_within_bounds(hooks: Hooks, asked: str, seconds: int) -> None:
    hooks.endpoint()
    hooks.flag()
    hooks.school.will(answers(503, retry_after=asked))
    hooks.round()
    hooks.world.clock.at += round(seconds * 890)
    assert hooks.round() == []
    hooks.world.clock.at += round(seconds * 220)
    assert len(hooks.round()) == 1


def test_a_redirect_is_not_followed(hooks: Hooks) -> None:
    hooks.endpoint()
    hooks.flag()
    hooks.school.will(answers(301, location="https://hooks.example.com/elsewhere"))
    assert [request.path for request in hooks.round()] == ["/eye"]
    assert [(row["outcome"], row["status"]) for row in hooks.attempts()] == [("redirected", 301)]


def test_410_disables_the_endpoint_and_the_others_hear_of_it(hooks: Hooks) -> None:
    endpoint = hooks.endpoint()
    hooks.endpoint(url=f"{URL}/watch", types=["webhook.disabled"])
    hooks.flag()
    hooks.school.will(answers(410))
    hooks.round()
    found = hooks.show(endpoint)
    assert (found["status"], found["disabledReason"]) == ("disabled", "gone")
    hooks.school.will(answers(204))
    (request,) = hooks.round()
    assert (request.path, request.json["webhookId"]) == ("/eye/watch", endpoint["id"])
    assert hooks.world.rows("select actor from audit where act = 'webhook.disable'") == [{"actor": "system"}]
    hooks.flag("grace")
    assert hooks.round() == []
    assert {one["status"] for one in hooks.deliveries(endpoint)} == {"missed"}


def test_an_endpoint_that_fails_for_five_days_is_disabled(hooks: Hooks) -> None:
    endpoint = hooks.endpoint()
    hooks.school.will(answers(500))
    for day in range(5):
        hooks.flag(f"candidate-{day}")
        hooks.round()
        assert hooks.show(endpoint)["status"] == "failing"
        hooks.world.clock.move(hours=24)
    hooks.flag("last")
    hooks.round()
    found = hooks.show(endpoint)
    assert (found["status"], found["disabledReason"]) == ("disabled", "failing")
    assert {one["status"] for one in hooks.deliveries(endpoint)} == {"missed"}


def test_one_success_begins_the_five_days_anew(hooks: Hooks) -> None:
    endpoint = hooks.endpoint()
    for day in range(8):
        hooks.school.will(answers(204 if day == 3 else 500))
        hooks.flag(f"candidate-{day}")
        hooks.round()
        hooks.world.clock.move(hours=24)
    assert hooks.show(endpoint)["status"] == "failing"


def test_a_huge_answer_is_read_to_16_kib(hooks: Hooks) -> None:
    endpoint, sent = hooks.endpoint(), []

    def flood(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", str(10**9))
        handler.end_headers()
        try:
            for _ in range(100_000):
                sent.append(handler.wfile.write(b"x" * 10_000))
        except OSError:
            handler.close_connection = True

    hooks.flag()
    hooks.school.will(flood)
    hooks.round()
    assert hooks.deliveries(endpoint)[0]["status"] == "delivered"
    assert len(hooks.attempts()[0]["answer"]) == 1024
    assert sum(sent) < 50_000_000  # it hung up


def test_who_answers_nothing_and_hangs_up_is_tried_again(hooks: Hooks) -> None:
    def hang_up(handler: Handler) -> None:
        handler.close_connection = True

    hooks.endpoint()
    hooks.flag()
    hooks.school.will(hang_up, answers(204))
    hooks.round()
    assert [row["outcome"] for row in hooks.attempts()] == ["broken_off"]
    hooks.world.clock.move(seconds=6)
    assert len(hooks.round()) == 1


def test_whoever_cannot_be_reached_is_tried_again(hooks: Hooks) -> None:
    hooks.endpoint()
    hooks.flag()
    hooks.outside.names["hooks.example.com"] = [[OTHER], ["93.184.215.14"]]
    hooks.round()
    assert [row["outcome"] for row in hooks.attempts()] == ["not_reached"]
    hooks.world.clock.move(seconds=6)
    assert len(hooks.round()) == 1
