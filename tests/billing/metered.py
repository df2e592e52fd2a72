"""Organisations with a price, and what their books say."""

from typing import Any

from eye.billing.price import change_price
from eye.sessions.sweep import charge_silent
from tests.world import Organisation, World


def set_price(acme: Organisation, meter: str, price: int = 1) -> None:
    acme.world.write(change_price, acme.id, meter, price, acme.world.clock.at)


def begun(acme: Organisation, **fields: Any) -> str:
    """The token of a session whose monitoring has started."""
    token: str = acme.started(**fields)["token"]
    assert acme.world.send(token, acme.world.event(1, "STARTED")).status_code == 202
    return token


def charges(world: World) -> list[tuple[str, int, int]]:
    """Meter, quantity and credits of every charge, in the order in which they were written."""
    rows = world.rows("select meter, quantity, credits from usage order by id")
    return [(row["meter"], row["quantity"], row["credits"]) for row in rows]


def minutes(world: World) -> int:
    """All minutes that were charged."""
    return sum(quantity for meter, quantity, _ in charges(world) if meter == "minute")


def told(world: World) -> list[str]:
    """What the organisation's servers hear about credits."""
    rows = world.rows("select type from outbox where type like 'credits.%' order by created_at, id")
    return [row["type"] for row in rows]


def charge_unheard(world: World) -> None:
    """One round of what charges pages that are silent."""
    assert world.client.portal is not None
    world.client.portal.call(charge_silent, world.parts.db, world.clock)
