"""`eye org price`, `eye credits grant` and `eye credits reverse`, as an operator types them."""

from pathlib import Path

from tests.billing.metered import begun
from tests.cli.program import refused, said
from tests.world import Organisation, World


def test_prices_lots_and_reversals(acme: Organisation, world: World, tmp_path: Path) -> None:
    where = {"EYE_DATA": str(tmp_path / "data"), "EYE_DATABASE_URL": world.parts.settings.database_url}
    begun(acme)
    usage = world.rows("select id from usage")[0]["id"]
    priced = said("org", "price", acme.id, "--meter", "minute", "--price", "2", **where)
    assert priced == (f"{acme.id} pays 2 credits per started minute of monitoring, without pauses (price version 2).\n")
    lot = ("--expires", "2199-12-31", "--priority", "10", "--note", "A gift")
    assert said("credits", "grant", acme.id, "5", *lot, **where) == f"{acme.id} has 14 credits now.\n"
    rows = world.rows("select priority, note, expires_at from lots where note = 'A gift'")
    assert rows == [{"priority": 10, "note": "A gift", "expires_at": 7_258_118_400_000}]
    assert "That day is over" in refused("credits", "grant", acme.id, "5", "--expires", "2020-01-01", **where)
    back = said("credits", "reverse", usage, "--note", "Power failure", **where)
    assert back == f"{acme.id} got back 1 and has 15 credits now.\n"
    assert "was given back before" in refused("credits", "reverse", usage, "--note", "again", **where)
    assert "There is no organisation" in refused("org", "price", "org_unknown", **where)
