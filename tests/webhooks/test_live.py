"""The application by itself: what happens is on its way within a second, without anybody asking."""

from collections.abc import Callable
from pathlib import Path

from starlette.testclient import TestClient

from eye.app import assemble, create_app
from eye.clock import Clock, stopwatch
from eye.settings import read_settings
from tests.webhooks.receiver import receiver
from tests.world import MovedClock, Organisation, World


def test_a_fact_is_delivered_while_the_application_runs(
    database_url: str, tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    settings = read_settings(
        {"EYE_DATA": str(tmp_path / "data"), "EYE_DATABASE_URL": database_url, "EYE_WEBHOOK_LOOPBACK": "on"}
    )
    parts = assemble(settings, MovedClock(Clock().now()))
    with receiver() as school, TestClient(create_app(parts)) as client:
        world = World(client, parts.clock)  # type: ignore[arg-type]
        acme = Organisation(world, "Acme")
        acme.add_domain("localhost")
        url = f"http://localhost:{school.port}/eye"
        secret = acme.call("POST", "/v1/webhooks", {"url": url, "types": ["session.started"]}).json()["secret"]
        world.send(acme.started()["token"], world.event(1, "STARTED"))
        committed = stopwatch()
        assert school.wait().verified(secret)["event"] == "session.started"
        # Said, not judged: the machine of a test may be busy. That it came by the first try is what counts.
        record_testsuite_property("commit_to_delivery_ms", round((stopwatch() - committed) * 1000))
        assert len(world.rows("select id from webhook_attempts")) <= 1
