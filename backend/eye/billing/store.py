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
    return tx.expect(
        """update wallets set held = held + :credits
           where organisation_id = :organisation_id and balance - held >= :credits""",
        organisation_id=organisation_id,
        credits=credits,
    )


def change_wallet(tx: Tx, organisation_id: str, *, balance: int, held: int) -> Row:
    """Add to both. The wallet as it is afterwards, locked, with its organisation's `low_credits`.

    With a change of the balance comes the number of its line in the ledger, `lines`.
    """
    row = tx.one(
        """update wallets set balance = balance + :balance, held = held + :held, lines = lines + :line
           where organisation_id = :organisation_id
           returning organisation_id, balance, held, lines, low_told_at, exhausted_at,
             (select o.low_credits from organisations o where o.id = wallets.organisation_id) as low_credits""",
        organisation_id=organisation_id,
        balance=balance,
        held=held,
        line=int(balance != 0),
    )
    assert row is not None  # noqa: S101 - a wallet is opened with its organisation
    return row


def next_line(tx: Tx, organisation_id: str) -> int:
    """The number of one more line in the ledger for the same change."""
    row = tx.one(
        "update wallets set lines = lines + 1 where organisation_id = :organisation_id returning lines",
        organisation_id=organisation_id,
    )
    return int(row["lines"]) if row else 0


def set_told(tx: Tx, organisation_id: str, low_told_at: int | None, exhausted_at: int | None) -> None:
    tx.run(
        """update wallets set low_told_at = :low, exhausted_at = :exhausted
           where organisation_id = :organisation_id""",
        organisation_id=organisation_id,
        low=low_told_at,
        exhausted=exhausted_at,
    )


def set_exhausted(tx: Tx, organisation_id: str, now: int) -> bool:
    """False when that is known already, or there is no wallet."""
    return bool(
        tx.run(
            """update wallets set exhausted_at = :now
               where organisation_id = :organisation_id and exhausted_at is null""",
            organisation_id=organisation_id,
            now=now,
        )
    )


def find_price(tx: Tx, organisation_id: str) -> Row:
    """What sessions that begin now are charged by: `version`, `meter`, `price` in credits for each unit."""
    row = tx.one(
        "select price_version as version, meter, price from organisations where id = :organisation_id",
        organisation_id=organisation_id,
    )
    assert row is not None  # noqa: S101 - the caller has its lock
    return row


def insert_price(tx: Tx, row: Row) -> None:
    """A new version, which is the one that counts from now on."""
    tx.run(
        """insert into prices (organisation_id, version, meter, price, since)
           values (:organisation_id, :version, :meter, :price, :since)""",
        **row,
    )
    tx.run(
        """update organisations set price_version = :version, meter = :meter, price = :price
           where id = :organisation_id""",
        **{name: row[name] for name in ("version", "meter", "price", "organisation_id")},
    )


USAGE = """id, organisation_id, meter, price, price_version, charged, quantity, credits, key_id, domain_id,
  domain_entry, assessment_id, candidate_id, session_id, reverses, at"""


def insert_usage(tx: Tx, row: Row) -> bool:
    """False when `charged` was charged to this organisation before."""
    return bool(
        tx.run(
            f"""insert into usage ({USAGE})
               values (:id, :organisation_id, :meter, :price, :price_version, :charged, :quantity, :credits, :key_id,
                 :domain_id, :domain_entry, :assessment_id, :candidate_id, :session_id, :reverses, :at)
               on conflict (organisation_id, charged) do nothing""",  # noqa: S608
            **row,
        )
    )


def is_charged(tx: Tx, organisation_id: str, charged: str) -> bool:
    row = tx.one(
        "select id from usage where organisation_id = :organisation_id and charged = :charged",
        organisation_id=organisation_id,
        charged=charged,
    )
    return row is not None


def find_usage(tx: Tx, id: str) -> Row | None:
    return tx.one(f"select {USAGE} from usage where id = :id", id=id)  # noqa: S608


def insert_ledger(tx: Tx, row: Row) -> None:
    tx.later(
        """insert into ledger (id, organisation_id, number, kind, credits, balance, usage_id, lot_id, note, at)
           values (:id, :organisation_id, :number, :kind, :credits, :balance, :usage_id, :lot_id, :note, :at)""",
        **row,
    )


_TO_MAIL = """(w.low_told_at is not null and w.low_told_at <> coalesce(w.low_mailed_at, 0)
    or w.exhausted_at is not null and w.exhausted_at <> coalesce(w.gone_mailed_at, 0))"""


def wallets_to_mail(tx: Tx) -> list[str]:
    """The organisations whose credits were told to be low or gone since the last mail about it."""
    rows = tx.all(f"select w.organisation_id from wallets w where {_TO_MAIL} order by w.organisation_id")  # noqa: S608
    return [row["organisation_id"] for row in rows]


def find_mailed(tx: Tx, organisation_id: str) -> Row | None:
    """The wallet with what was told and what was mailed of it, if a mail is due; `name` is the organisation's."""
    return tx.one(
        f"""select w.organisation_id, w.balance, w.low_told_at, w.exhausted_at, w.low_mailed_at, w.gone_mailed_at,
              o.name, o.low_credits
            from wallets w join organisations o on o.id = w.organisation_id
            where w.organisation_id = :organisation_id and {_TO_MAIL}""",  # noqa: S608
        organisation_id=organisation_id,
    )


def claim_mail(tx: Tx, wallet: Row) -> bool:
    """Note what `find_mailed` found as mailed; False when somebody else has."""
    return bool(
        tx.run(
            """update wallets set low_mailed_at = :low, gone_mailed_at = :gone
               where organisation_id = :organisation_id
                 and coalesce(low_mailed_at, 0) = :low_mailed and coalesce(gone_mailed_at, 0) = :gone_mailed""",
            organisation_id=wallet["organisation_id"],
            low=wallet["low_told_at"],
            gone=wallet["exhausted_at"],
            low_mailed=wallet["low_mailed_at"] or 0,
            gone_mailed=wallet["gone_mailed_at"] or 0,
        )
    )


def release_mail(tx: Tx, wallet: Row) -> None:
    """Nobody took the mail: it is due again, as it was when `find_mailed` found it."""
    tx.run(
        """update wallets set low_mailed_at = :low_mailed, gone_mailed_at = :gone_mailed
           where organisation_id = :organisation_id""",
        organisation_id=wallet["organisation_id"],
        low_mailed=wallet["low_mailed_at"],
        gone_mailed=wallet["gone_mailed_at"],
    )
