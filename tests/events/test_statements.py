"""How many SQL statements a batch waits for: a whole school sends one every few seconds for each candidate."""

from typing import Any

import msgspec

from eye.db import Tx
from eye.events.batch import read_batch
from eye.events.ingest import Taken, ingest
from eye.sessions.token import read_token
from tests.reports.beats import Page
from tests.sessions.test_statements import Counted
from tests.world import ORIGIN, Organisation, World


def statements(world: World, page: Page, data: dict[str, Any]) -> int:
    page.seq += 1
    body = {"token": page.started["token"], "events": [world.event(page.seq, "HEARTBEAT", data=data)]}
    text, sent = read_batch(msgspec.json.encode(body))
    token = read_token(world.parts.secrets.signing, text, world.clock.at)

    def count(tx: Tx) -> int:
        counted = Counted(tx)
        assert isinstance(ingest(counted, token, [ORIGIN], sent, world.clock.at), Taken)
        return counted.statements

    return world.write(count)


def test_a_heartbeat_takes_one_statement_with_windows_as_without(acme: Organisation, world: World) -> None:
    page = Page(acme)
    page.send("STARTED")
    world.clock.move(seconds=10)
    assert statements(world, page, {}) <= 1
    world.clock.move(seconds=10)
    assert statements(world, page, {"windows": [page.window("face", 10), page.window("microphone", 3)]}) <= 1


def test_what_starts_an_exam_waits_for_no_more_than_its_charge(acme: Organisation, world: World) -> None:
    """The hold, the charge, the wallet and the lot; the ledger and the sum of the day go along."""
    assert statements(world, Page(acme), {}) <= 4
