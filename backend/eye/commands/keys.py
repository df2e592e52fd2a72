"""`eye key`: what an operator may do about the keys of an organisation. Each act is in its audit log, as `system`."""

from collections.abc import Callable

import click

from eye.clock import Clock, from_iso, iso
from eye.commands.work import migrated, read, ready, write
from eye.db import Row, Tx
from eye.errors import OperatorError, Refusal, Refused
from eye.http.fields import Fields
from eye.keys import store
from eye.keys.create import create_key
from eye.keys.model import KeyText, status
from eye.keys.switch import deactivate_key, reactivate_key
from eye.keys.wanted import read_new_key
from eye.organisations import store as organisations
from eye.organisations.permissions import ROLES
from eye.organisations.principal import Principal
from eye.organisations.roles.grants import SYSTEM
from eye.sessions.keys.revoke import revoke
from eye.settings import read_settings

PAGE = 500
AFTER_EVERY_ID = "~"
Made = tuple[Row, KeyText]


@click.group()
def key() -> None:
    """API keys."""


@key.command("list")
@click.argument("organisation")
def key_list(organisation: str) -> None:
    """List the keys of ORGANISATION (its id), newest first. No key can be read from it."""
    settings = read_settings()
    migrated(settings)
    rows, now = read(settings, _keys, organisation), Clock().now()
    if rows is None:
        raise OperatorError(f"There is no organisation {organisation}.")
    for row in rows:
        used = f"used {iso(row['last_used_at'])}" if row["last_used_at"] else "never used"
        facts = (row["id"], row["kind"], row["mode"], status(row, now), row["shown"], row["name"], used)
        click.echo("  ".join(facts))
    if not rows:
        click.echo(f"{organisation} has no keys.")


def _keys(tx: Tx, organisation_id: str) -> list[Row] | None:
    if organisations.find_organisation(tx, organisation_id) is None:
        return None
    found = page = store.list_keys(tx, organisation_id, AFTER_EVERY_ID, PAGE)
    while len(page) == PAGE:
        page = store.list_keys(tx, organisation_id, page[-1]["id"], PAGE)
        found = found + page
    return found


@key.command("create")
@click.argument("organisation")
@click.argument("name")
@click.option("--kind", type=click.Choice(["publishable", "secret"]), required=True)
@click.option("--mode", type=click.Choice(["live", "test"]), default="live", show_default=True)
@click.option("--role", "roles", multiple=True, help="Of a secret key: Admin, Developer, … or an id. Repeatable.")
@click.option("--ip", "addresses", multiple=True, help="Of a secret key: from where it may be used. Repeatable.")
@click.option("--expires", help="When it stops working, such as 2027-01-31.")
@click.option("--note", default="")
def key_create(
    organisation: str,
    name: str,
    kind: str,
    mode: str,
    roles: tuple[str, ...],
    addresses: tuple[str, ...],
    expires: str | None,
    note: str,
) -> None:
    """Create a key called NAME for ORGANISATION (its id). A secret one is printed this once."""
    asked = {"name": name, "kind": kind, "mode": mode, "note": note, "expiresAt": _time(expires)}
    lists = {"roles": list(roles), "ipAllowlist": list(addresses)}
    settings = read_settings()
    try:
        wanted = read_new_key(
            Fields({name: value for name, value in {**asked, **lists}.items() if value}), Clock().now()
        )
    except Refused as problem:
        raise OperatorError(problem.refusal.detail) from problem
    pepper = ready(settings).pepper
    made: Made | Refusal | None = write(settings, _create, organisation, wanted, pepper)
    if made is None:
        raise OperatorError(f"There is no organisation {organisation}.")
    if isinstance(made, Refusal):
        raise OperatorError(made.detail)
    row, key = made
    click.echo(f"{row['id']}  {key.text}")


def _create(tx: Tx, organisation_id: str, wanted: object, pepper: str, now: int) -> Made | Refusal | None:
    if organisations.lock(tx, organisation_id) is None:
        return None
    return create_key(tx, organisation_id, SYSTEM, ROLES["Owner"], wanted, pepper, now)  # type: ignore[arg-type]


def _time(text: str | None) -> str | None:
    try:
        return iso(from_iso(text)) if text else None
    except ValueError as problem:
        raise OperatorError(
            f"--expires is {text!r}; give a date such as 2027-01-31, or a time in ISO 8601."
        ) from problem


@key.command("revoke")
@click.argument("key_id")
@click.option("--end-sessions", is_flag=True, help="Also end the sessions that run under it.")
def key_revoke(key_id: str, end_sessions: bool) -> None:
    """Revoke a key, named by its id (key_…), for good. The next request with it is refused."""
    ended = _change(key_id, lambda tx, principal, now: revoke(tx, principal, key_id, end_sessions, now))
    click.echo(f"{key_id} is revoked." + (f" {ended} sessions were ended." if end_sessions else ""))


@key.command("deactivate")
@click.argument("key_id")
def key_deactivate(key_id: str) -> None:
    """Refuse a key, named by its id, until it is reactivated."""
    _change(key_id, lambda tx, principal, now: deactivate_key(tx, principal, key_id, now))
    click.echo(f"{key_id} is inactive.")


@key.command("reactivate")
@click.argument("key_id")
def key_reactivate(key_id: str) -> None:
    """Let a deactivated key, named by its id, work again."""
    _change(key_id, lambda tx, principal, now: reactivate_key(tx, principal, key_id, now))
    click.echo(f"{key_id} is active.")


def _change(key_id: str, act: Callable[[Tx, Principal, int], Row | int | Refusal]) -> Row | int:
    settings = read_settings()
    migrated(settings)
    changed: Row | int | Refusal = write(settings, _as_system, key_id, act)
    if isinstance(changed, Refusal):
        raise OperatorError(changed.detail)
    return changed


def _as_system(
    tx: Tx, key_id: str, act: Callable[[Tx, Principal, int], Row | int | Refusal], now: int
) -> Row | int | Refusal:
    standing = store.find_standing(tx, key_id)
    if standing is None:
        return Refusal("not_found", f"There is no key {key_id}; `eye key list ORG` shows their ids.")
    return act(tx, Principal(standing["organisation_id"], SYSTEM, ROLES["Owner"]), now)
