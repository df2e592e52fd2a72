"""SQL on webhook endpoints and on what is on its way to them."""

from eye.db import Row, Tx

ENDPOINT = """id, organisation_id, url, description, types, mode, salt, old_salt, old_until, created_at, created_by,
  disabled_at, disabled_reason, failing_since, last_success_at"""
DELIVERY = """d.id, d.organisation_id, d.endpoint_id, d.outbox_id, d.type, d.test, d.status, d.tries, d.next_at,
  d.claimed_until, d.created_at, d.done_at"""


def list_endpoints(tx: Tx, organisation_id: str) -> list[Row]:
    """All of them, in the order in which they were made; an organisation has a handful."""
    return tx.all(
        f"""select {ENDPOINT} from webhook_endpoints
            where organisation_id = :organisation_id and deleted_at is null order by id""",  # noqa: S608
        organisation_id=organisation_id,
    )


def find_endpoint(tx: Tx, organisation_id: str, id: str) -> Row | None:
    return tx.one(
        f"""select {ENDPOINT} from webhook_endpoints
            where organisation_id = :organisation_id and id = :id and deleted_at is null""",  # noqa: S608
        organisation_id=organisation_id,
        id=id,
    )


def hold_endpoint(tx: Tx, id: str) -> Row | None:
    """Lock and read one that was not deleted."""
    return tx.one(
        f"select {ENDPOINT} from webhook_endpoints where id = :id and deleted_at is null for no key update",  # noqa: S608
        id=id,
    )


def insert_endpoint(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into webhook_endpoints
             (id, organisation_id, url, description, types, mode, salt, created_at, created_by)
           values (:id, :organisation_id, :url, :description, :types, :mode, :salt, :created_at, :created_by)""",
        **row,
    )


def change_endpoint(tx: Tx, id: str, url: str, description: str, types: str, mode: str) -> None:
    tx.run(
        """update webhook_endpoints set url = :url, description = :description, types = :types, mode = :mode
           where id = :id""",
        id=id,
        url=url,
        description=description,
        types=types,
        mode=mode,
    )


def set_salt(tx: Tx, id: str, salt: str, old_salt: str | None, old_until: int | None) -> None:
    tx.run(
        "update webhook_endpoints set salt = :salt, old_salt = :old_salt, old_until = :old_until where id = :id",
        id=id,
        salt=salt,
        old_salt=old_salt,
        old_until=old_until,
    )


def set_disabled(tx: Tx, id: str, at: int | None, reason: str | None) -> None:
    """With None it works again, as if it had never failed. What waits for one that stops is missed, not lost."""
    tx.run(
        """update webhook_endpoints set disabled_at = :at, disabled_reason = :reason, failing_since = null
           where id = :id""",
        id=id,
        at=at,
        reason=reason,
    )
    if at is not None:
        tx.run(
            """update webhook_deliveries set status = 'missed', done_at = :at
               where endpoint_id = :id and status = 'pending'""",
            id=id,
            at=at,
        )


def set_deleted(tx: Tx, id: str, now: int) -> None:
    tx.run("update webhook_endpoints set deleted_at = :now where id = :id", id=id, now=now)
    tx.run("delete from webhook_deliveries where endpoint_id = :id and status = 'pending'", id=id)


def note_success(tx: Tx, id: str, now: int) -> None:
    tx.run("update webhook_endpoints set last_success_at = :now, failing_since = null where id = :id", id=id, now=now)


def note_failure(tx: Tx, id: str, now: int) -> Row | None:
    """The endpoint, with the time since when nothing has worked."""
    return tx.one(
        f"""update webhook_endpoints set failing_since = coalesce(failing_since, :now)
            where id = :id and deleted_at is null returning {ENDPOINT}""",  # noqa: S608
        id=id,
        now=now,
    )


def insert_delivery(tx: Tx, row: Row) -> None:
    tx.run(
        """insert into webhook_deliveries
             (id, organisation_id, endpoint_id, outbox_id, type, test, status, next_at, created_at, done_at)
           values (:id, :organisation_id, :endpoint_id, :outbox_id, :type, :test, :status, :now, :now, :done_at)
           on conflict (endpoint_id, outbox_id) do nothing""",
        **row,
    )


def due_endpoints(tx: Tx, now: int) -> list[str]:
    """Those that have something to be sent now."""
    rows = tx.all(
        """select e.id from webhook_endpoints e
           where e.disabled_at is null and e.deleted_at is null and exists (
             select 1 from webhook_deliveries d where d.endpoint_id = e.id and d.status = 'pending'
               and d.next_at <= :now and d.claimed_until <= :now)""",
        now=now,
    )
    return [row["id"] for row in rows]


def claim(tx: Tx, endpoint_id: str, most: int, now: int, until: int) -> list[Row]:
    """At most `most` deliveries, which are this process's own until `until`; the longest due ones first."""
    return tx.all(
        """update webhook_deliveries set claimed_until = :until
           where claimed_until <= :now and status = 'pending' and id in (
             select id from webhook_deliveries where endpoint_id = :endpoint_id and status = 'pending'
               and next_at <= :now and claimed_until <= :now order by next_at, id limit :most)
           returning id, organisation_id, endpoint_id, outbox_id, type, test, tries, created_at""",
        endpoint_id=endpoint_id,
        most=most,
        now=now,
        until=until,
    )


def settle_delivery(tx: Tx, id: str, status: str, tries: int, next_at: int, done_at: int | None) -> None:
    """What became of a try; one that was taken from us (missed, sent again) stays as it is."""
    tx.run(
        """update webhook_deliveries
           set status = :status, tries = :tries, next_at = :next_at, done_at = :done_at, claimed_until = 0
           where id = :id and status = 'pending'""",
        id=id,
        status=status,
        tries=tries,
        next_at=next_at,
        done_at=done_at,
    )


def insert_attempt(tx: Tx, row: Row) -> None:
    """Holds the delivery first; about one that was erased meanwhile nothing is written down."""
    if not tx.run("update webhook_deliveries set tries = tries where id = :id", id=row["delivery_id"]):
        return
    tx.run(
        """insert into webhook_attempts
             (id, delivery_id, endpoint_id, at, duration_ms, outcome, status, url, request, answer)
           values (:id, :delivery_id, :endpoint_id, :at, :duration_ms, :outcome, :status, :url, :request, :answer)""",
        **row,
    )


def list_deliveries(tx: Tx, endpoint_id: str, before: str, limit: int, status: str = "") -> list[Row]:
    """Newest first, before the id `before`, each with its last attempt; `status` narrows."""
    return tx.all(
        f"""select {DELIVERY}, a.at as attempted_at, a.outcome, a.status as answered, a.duration_ms,
              (select count(*) from webhook_attempts n where n.delivery_id = d.id) as attempts
            from webhook_deliveries d left join webhook_attempts a
              on a.id = (select max(l.id) from webhook_attempts l where l.delivery_id = d.id)
            where d.endpoint_id = :endpoint_id and d.id < :before and (:status = '' or d.status = :status)
            order by d.id desc limit :limit""",  # noqa: S608
        endpoint_id=endpoint_id,
        before=before,
        status=status,
        limit=limit,
    )


def find_delivery(tx: Tx, endpoint_id: str, id: str) -> Row | None:
    return tx.one(
        f"""select {DELIVERY}, o.session_id, o.number, o.created_at as happened_at
            from webhook_deliveries d left join outbox o on o.id = d.outbox_id
            where d.endpoint_id = :endpoint_id and d.id = :id""",  # noqa: S608
        endpoint_id=endpoint_id,
        id=id,
    )


def attempts_of(tx: Tx, delivery_id: str, most: int = 100) -> list[Row]:
    """The newest first."""
    return tx.all(
        """select id, at, duration_ms, outcome, status, url, request, answer from webhook_attempts
           where delivery_id = :delivery_id order by id desc limit :most""",
        delivery_id=delivery_id,
        most=most,
    )


NO_DELIVERIES = {"pending": 0, "delivered": 0, "failed": 0, "missed": 0}


def counts(tx: Tx, endpoint_id: str) -> dict[str, int]:
    rows = tx.all(
        "select status, count(*) as n from webhook_deliveries where endpoint_id = :endpoint_id group by status",
        endpoint_id=endpoint_id,
    )
    return NO_DELIVERIES | {row["status"]: row["n"] for row in rows}


def counts_by_endpoint(tx: Tx, organisation_id: str) -> dict[str, dict[str, int]]:
    """The same for every endpoint that the organisation has; those without a delivery are left out."""
    rows = tx.all(
        """select d.endpoint_id, d.status, count(*) as n
           from webhook_endpoints e join webhook_deliveries d on d.endpoint_id = e.id
           where e.organisation_id = :organisation_id and e.deleted_at is null group by d.endpoint_id, d.status""",
        organisation_id=organisation_id,
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["endpoint_id"], dict(NO_DELIVERIES))[row["status"]] = row["n"]
    return found


def send_again(tx: Tx, endpoint_id: str, id: str, now: int) -> int:
    return tx.run(
        """update webhook_deliveries
           set status = 'pending', tries = 0, next_at = :now, done_at = null, claimed_until = 0
           where endpoint_id = :endpoint_id and id = :id""",
        endpoint_id=endpoint_id,
        id=id,
        now=now,
    )


def send_range_again(tx: Tx, endpoint_id: str, since: int, until: int, delivered: bool, now: int) -> int:
    """Those made from `since` to before `until` that did not arrive, with `delivered` those that did too; how many."""
    return tx.run(
        """update webhook_deliveries
           set status = 'pending', tries = 0, next_at = :now, done_at = null, claimed_until = 0
           where endpoint_id = :endpoint_id and created_at >= :since and created_at < :until
             and (status in ('failed', 'missed') or (:delivered = 1 and status = 'delivered'))""",
        endpoint_id=endpoint_id,
        since=since,
        until=until,
        delivered=int(delivered),
        now=now,
    )
