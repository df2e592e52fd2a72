"""`POST /v1/init`: who may start, and what each refusal is called."""

from tests.world import Organisation, World


def test_a_start_opens_a_session(acme: Organisation) -> None:
    answer = acme.start()
    assert answer.status_code == 201
    body = answer.json()
    assert body["sessionId"].startswith("ses_")
    assert body["resumed"] is False
    assert body["features"] == {"aiProctoring": True, "facialRecognition": False}
    assert body["heartbeatSeconds"] == 10


def test_a_page_of_another_website_is_refused(acme: Organisation) -> None:
    answer = acme.start(origin="https://evil.example.org")
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_not_allowed")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_the_first_event_of_the_exam_charges_once(acme: Organisation, world: World) -> None:
    token = acme.started()["token"]
    assert acme.wallet == {"balance": 10, "held": 1}
    assert world.send(token, world.event(1, "SET_CONFIG")).status_code == 202
    assert acme.wallet == {"balance": 10, "held": 1}
    assert world.send(token, world.event(2, "STARTED")).json()["acked"] == 2
    assert acme.wallet == {"balance": 9, "held": 0}
    world.send(token, world.event(2, "STARTED"), world.event(3, "HEARTBEAT"))
    assert acme.wallet == {"balance": 9, "held": 0}
