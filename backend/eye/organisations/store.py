"""SQL on organisations and members."""

from eye.db import Row, Tx


def insert_organisation(tx: Tx, id: str, name: str, now: int) -> None:
    tx.run("insert into organisations (id, name, created_at) values (:id, :name, :now)", id=id, name=name, now=now)


def delete_organisation(tx: Tx, id: str) -> None:
    """For one that was just inserted: nothing may refer to it yet."""
    tx.run("delete from organisations where id = :id", id=id)


def find_organisation(tx: Tx, id: str) -> Row | None:
    return tx.one(
        """select id, name, identity, key_limit, domain_limit, low_credits, created_at, suspended_at,
             candidate_reports_at
           from organisations where id = :id""",
        id=id,
    )


def find_by_name(tx: Tx, name: str) -> list[Row]:
    return tx.all("select id, name from organisations where name = :name order by id", name=name)


def list_ids(tx: Tx) -> list[str]:
    """Of all organisations."""
    return [row["id"] for row in tx.all("select id from organisations order by id")]


def lock(tx: Tx, id: str) -> Row | None:
    """Lock the organisation until the end of this write; limits are counted under it."""
    return tx.one(
        "select id, key_limit, domain_limit, suspended_at from organisations where id = :id for no key update", id=id
    )


def set_identity(tx: Tx, id: str, identity: str) -> None:
    tx.run("update organisations set identity = :identity where id = :id", id=id, identity=identity)


def set_low_credits(tx: Tx, id: str, credits: int) -> None:
    tx.run("update organisations set low_credits = :credits where id = :id", id=id, credits=credits)


def set_candidate_reports(tx: Tx, id: str, at: int | None) -> None:
    tx.run("update organisations set candidate_reports_at = :at where id = :id", id=id, at=at)


def set_limits(tx: Tx, id: str, keys: int, domains: int) -> None:
    tx.run(
        "update organisations set key_limit = :keys, domain_limit = :domains where id = :id",
        id=id,
        keys=keys,
        domains=domains,
    )


def insert_member(tx: Tx, id: str, organisation_id: str, email: str, name: str, roles: str, now: int) -> bool:
    """False when somebody signs in with this email already."""
    return bool(
        tx.run(
            """insert into members (id, organisation_id, email, name, roles, created_at)
               values (:id, :organisation_id, :email, :name, :roles, :now) on conflict (email) do nothing""",
            id=id,
            organisation_id=organisation_id,
            email=email,
            name=name,
            roles=roles,
            now=now,
        )
    )
