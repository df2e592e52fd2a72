"""What the migration to lots makes of wallets that were there before."""

import shutil
from pathlib import Path

from eye.db import Tx, migrate, open_database
from eye.db.migrations import FOLDER

BEFORE = (
    "insert into organisations (id, name, created_at) values ('org_a', 'A', 1), ('org_b', 'B', 2)",
    "insert into wallets (organisation_id, balance, held) values ('org_a', 7, 1), ('org_b', 0, 0)",
    """insert into ledger (id, organisation_id, kind, credits, balance, note, at)
       values ('led_1', 'org_a', 'grant', 8, 8, 'bought', 5), ('led_2', 'org_a', 'charge', -1, 7, 'session:s', 9)""",
)


def fill(tx: Tx) -> None:
    for sql in BEFORE:
        tx.run(sql)


async def test_each_wallet_becomes_one_lot_with_its_history(empty_url: str, tmp_path: Path, anyio_backend: str) -> None:
    folder = tmp_path / "before"
    folder.mkdir()
    for file in FOLDER.glob("*.sql"):
        if file.name < "0016":
            shutil.copy(file, folder)
    migrate(empty_url, folder)
    db = open_database(empty_url)
    await db.write(fill)
    migrate(empty_url)
    lots = await db.read(lambda tx: tx.all("select id, credits, remaining, priority, created_at from lots"))
    assert [tuple(lot.values()) for lot in lots] == [("lot_a", 7, 7, 50, 9)]
    lines = await db.read(lambda tx: tx.all("select lot_id from ledger order by id"))
    assert [line["lot_id"] for line in lines] == ["lot_a", "lot_a"]
    await db.close()
