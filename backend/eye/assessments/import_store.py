"""SQL on imports of candidates and their rows."""

from collections.abc import Sequence

from eye.db import Row, Tx

_COLUMNS = """id, organisation_id, created_by, file_name, status, replaces, good, wrong, repeated, known, notices, next,
  added, changed, created_at, started_at, finished_at"""


def insert(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into candidate_imports (id, organisation_id, created_by, file_name, status, good, wrong, repeated,
             notices, created_at)
           values (:id, :organisation_id, :created_by, :file_name, 'preview', :good, :wrong, :repeated, :notices,
             :created_at)""",
        **row,
    )


def insert_rows(tx: Tx, rows: Sequence[Row]) -> None:
    tx.many(
        """insert into candidate_import_rows (import_id, number, line, candidate_id, first_name, last_name, email)
           values (:import_id, :number, :line, :candidate_id, :first_name, :last_name, :email)""",
        rows,
    )


def count_known(tx: Tx, import_id: str, first: int, after: int) -> int:
    """How many of the rows from number `first` to before `after` are about candidates who are there already."""
    row = tx.one(
        """select count(*) as known from candidate_import_rows r
             join candidate_imports i on i.id = r.import_id
             join candidates c on c.organisation_id = i.organisation_id and c.id = r.candidate_id
           where r.import_id = :id and r.number >= :first and r.number < :after""",
        id=import_id,
        first=first,
        after=after,
    )
    return int(row["known"]) if row else 0


def set_known(tx: Tx, import_id: str, known: int) -> None:
    tx.run("update candidate_imports set known = :known where id = :id", id=import_id, known=known)


def find(tx: Tx, organisation_id: str, id: str) -> Row | None:
    return tx.one(
        f"select {_COLUMNS} from candidate_imports where organisation_id = :organisation_id and id = :id",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def latest(tx: Tx, organisation_id: str, limit: int) -> list[Row]:
    """Those that were begun, newest first."""
    return tx.all(
        f"""select {_COLUMNS} from candidate_imports where organisation_id = :organisation_id
              and status in ('running', 'done') order by id desc limit :limit""",  # noqa: S608
        organisation_id=organisation_id,
        limit=limit,
    )


def first_rows(tx: Tx, import_id: str, limit: int) -> list[Row]:
    return tx.all(
        """select line, candidate_id, first_name, last_name, email from candidate_import_rows
           where import_id = :id order by number limit :limit""",
        id=import_id,
        limit=limit,
    )


def begin(tx: Tx, organisation_id: str, id: str, replaces: bool, now: int) -> Row | None:
    """Out of the preview into running; None where it is no preview (any more)."""
    return tx.one(
        f"""update candidate_imports set status = 'running', replaces = :replaces, started_at = :now
            where organisation_id = :organisation_id and id = :id and status = 'preview'
            returning {_COLUMNS}""",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
        replaces=int(replaces),
        now=now,
    )


def cancel(tx: Tx, organisation_id: str, id: str, now: int) -> bool:
    return bool(
        tx.run(
            """update candidate_imports set status = 'cancelled', finished_at = :now
               where organisation_id = :organisation_id and id = :id and status = 'preview'""",
            organisation_id=organisation_id,
            id=id,
            now=now,
        )
    )


def cancel_previews_of(tx: Tx, organisation_id: str, member_id: str, now: int) -> None:
    """A member looks at one file at a time: what was looked at before is let go."""
    tx.run(
        """delete from candidate_import_rows where import_id in (
             select id from candidate_imports
             where organisation_id = :organisation_id and created_by = :member and status = 'preview')""",
        organisation_id=organisation_id,
        member=member_id,
    )
    tx.run(
        """update candidate_imports set status = 'cancelled', finished_at = :now
           where organisation_id = :organisation_id and created_by = :member and status = 'preview'""",
        organisation_id=organisation_id,
        member=member_id,
        now=now,
    )


def due(tx: Tx, now: int) -> str | None:
    """A running import that nobody works at."""
    row = tx.one(
        """select id from candidate_imports where status = 'running' and claimed_until < :now
           order by claimed_until, id limit 1""",
        now=now,
    )
    return str(row["id"]) if row else None


def claim(tx: Tx, id: str, until: int, now: int) -> bool:
    """False where another process was faster."""
    return bool(
        tx.run(
            """update candidate_imports set claimed_until = :until
               where id = :id and status = 'running' and claimed_until < :now""",
            id=id,
            until=until,
            now=now,
        )
    )


def hold(tx: Tx, id: str) -> Row | None:
    """Lock and read a running one."""
    return tx.one(
        f"""update candidate_imports set status = status where id = :id and status = 'running'
            returning {_COLUMNS}""",  # noqa: S608
        id=id,
    )


def bring_in(tx: Tx, row: Row, after: int, now: int) -> int:
    """The candidates of the rows from `next` to before the number `after`; how many were added or changed.

    Without `replaces` only what is empty is filled in; with it what the file says wins; its empty cells change nothing.
    """
    filled = "coalesce(c.{0}, excluded.{0})" if not row["replaces"] else "coalesce(excluded.{0}, c.{0})"
    names = ("first_name", "last_name", "email")
    sets = ", ".join(f"{name} = {filled.format(name)}" for name in names)
    differs = " or ".join(f"coalesce({filled.format(name)}, '') <> coalesce(c.{name}, '')" for name in names)
    return tx.run(
        f"""insert into candidates as c (organisation_id, id, first_name, last_name, email, created_at)
            select :organisation_id, candidate_id, first_name, last_name, email, :now from candidate_import_rows
              where import_id = :id and number >= :first and number < :after order by candidate_id
            on conflict (organisation_id, id) do update set {sets}, find_id = null
              where {differs}""",  # noqa: S608
        organisation_id=row["organisation_id"],
        id=row["id"],
        first=row["next"],
        after=after,
        now=now,
    )


def note_progress(tx: Tx, id: str, after: int, added: int, changed: int, claimed_until: int) -> None:
    tx.run(
        """update candidate_imports set next = :after, added = added + :added, changed = changed + :changed,
             claimed_until = :until where id = :id""",
        id=id,
        after=after,
        added=added,
        changed=changed,
        until=claimed_until,
    )


def finish(tx: Tx, id: str, now: int) -> None:
    """Its rows are candidates now; the copies go."""
    tx.run("update candidate_imports set status = 'done', finished_at = :now where id = :id", id=id, now=now)
    delete_rows(tx, id)


def delete_rows(tx: Tx, id: str) -> None:
    tx.run("delete from candidate_import_rows where import_id = :id", id=id)


def forget_old(tx: Tx, before: int) -> int:
    """Delete previews that nobody confirmed."""
    return tx.run(
        "delete from candidate_imports where status in ('preview', 'cancelled') and created_at < :at", at=before
    )
