"""SQL on wallets, what they hold for sessions, usage and the ledger. Credits are whole numbers."""

from eye.db import Row, Tx


def open_wallet(tx: Tx, organisation_id: str) -> None:
    tx.run(
        """insert into wallets (organisation_id) values (:organisation_id)
           on conflict (organisation_id) do nothing""",
        organisation_id=organisation_id,
    )


def find_wallet(tx: Tx, organisation_id: str) -> Row:
    """`balance`, and `held`, the part of it that started sessions may still cost."""
    row = tx.one(
        "select balance, held from wallets where organisation_id = :organisation_id", organisation_id=organisation_id
    )
    return row or {"balance": 0, "held": 0}


def take_hold(tx: Tx, organisation_id: str, credits: int) -> bool:
    """False when less than `credits` are free. The row's lock makes a thousand starts queue for one credit."""
    return bool(
        tx.run(
            """update wallets set held = held + :credits
               where organisation_id = :organisation_id and balance - held >= :credits""",
            organisation_id=organisation_id,
            credits=credits,
        )
    )


def free_hold(tx: Tx, session_id: str) -> bool:
    """False when nothing is held for the session any more."""
    return bool(tx.run("update sessions set held = 0 where id = :id and held > 0", id=session_id))


def change_wallet(tx: Tx, organisation_id: str, *, balance: int, held: int) -> int:
    """Add to both; returns the new balance."""
    row = tx.one(
        """update wallets set balance = balance + :balance, held = held + :held
           where organisation_id = :organisation_id returning balance""",
        organisation_id=organisation_id,
        balance=balance,
        held=held,
    )
    assert row is not None  # noqa: S101 - a wallet is opened with its organisation
    return int(row["balance"])


def insert_usage(tx: Tx, row: Row) -> bool:
    """False when `charged` was charged to this organisation before."""
    return bool(
        tx.run(
            """insert into usage (id, organisation_id, meter, charged, quantity, credits, key_id, domain_id,
                 domain_entry, assessment_id, candidate_id, session_id, at)
               values (:id, :organisation_id, :meter, :charged, :quantity, :credits, :key_id, :domain_id,
                 :domain_entry, :assessment_id, :candidate_id, :session_id, :at)
               on conflict (organisation_id, charged) do nothing""",
            **row,
        )
    )


def insert_ledger(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into ledger (id, organisation_id, kind, credits, balance, usage_id, note, at)
           values (:id, :organisation_id, :kind, :credits, :balance, :usage_id, :note, :at)""",
        **row,
    )


def usage_of_session(tx: Tx, session_id: str) -> list[Row]:
    return tx.all(
        """select id, meter, quantity, credits, key_id, domain_entry, assessment_id, candidate_id, at
           from usage where session_id = :session_id order by id""",
        session_id=session_id,
    )
