"""`eye org price`, `eye credits` and `eye billing`: what an operator does about money."""

import sys
from datetime import UTC, datetime

import click

from eye.billing.check import CHECKS, check_books
from eye.billing.credits import grant, reverse
from eye.billing.model import FIRST, LAST, METERS, MOST_PRICE, USUAL
from eye.billing.price import change_price
from eye.clock import DAY, SECOND
from eye.commands.organisations import org
from eye.commands.work import migrated, read, write
from eye.db import Tx
from eye.errors import OperatorError, Refusal
from eye.organisations import store
from eye.organisations.store import list_ids
from eye.settings import read_settings


@org.command("price")
@click.argument("organisation")
@click.option("--meter", type=click.Choice(list(METERS)), help="What is counted.")
@click.option("--price", type=click.IntRange(0, MOST_PRICE), help="Credits for each unit.")
def org_price(organisation: str, meter: str | None, price: int | None) -> None:
    """Show or change what ORGANISATION (its id) is charged by. A change counts for sessions that begin later."""
    settings = read_settings()
    migrated(settings)
    found = write(settings, change_price, organisation, meter, price)
    if found is None:
        raise OperatorError(f"There is no organisation {organisation}.")
    cost = f"{found['price']} credit{'' if found['price'] == 1 else 's'}"
    click.echo(f"{organisation} pays {cost} {METERS[found['meter']]} (price version {found['version']}).")


@click.group()
def credits() -> None:
    """Credits of organisations."""


@credits.command("grant")
@click.argument("organisation")
@click.argument("number", type=click.IntRange(1, 10**9))
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The last day (UTC) on which they can be used.")
@click.option(
    "--priority",
    type=click.IntRange(FIRST, LAST),
    default=USUAL,
    show_default=True,
    help="Lots with a lower number are used first; of equals those that expire first.",
)
@click.option("--note", default="granted by the operator", show_default=True)
def credits_grant(organisation: str, number: int, expires: datetime | None, priority: int, note: str) -> None:
    """Add NUMBER credits to the wallet of ORGANISATION (its id)."""
    settings = read_settings()
    migrated(settings)
    balance = write(settings, _grant, organisation, number, note, expires, priority)
    if isinstance(balance, Refusal):
        raise OperatorError(balance.detail)
    click.echo(f"{organisation} has {balance} credits now.")


def _grant(
    tx: Tx, organisation_id: str, number: int, note: str, expires: datetime | None, priority: int, now: int
) -> int | Refusal:
    if store.lock(tx, organisation_id) is None:
        return Refusal("not_found", f"There is no organisation {organisation_id}.")
    until = None if expires is None else round(expires.replace(tzinfo=UTC).timestamp()) * SECOND + DAY
    if until is not None and until <= now:
        return Refusal("param_invalid", "That day is over; credits can expire today at the earliest.")
    return grant(tx, organisation_id, number, note, now, expires_at=until, priority=priority)


@credits.command("reverse")
@click.argument("usage")
@click.option("--note", required=True, help="Why; the organisation reads it in its ledger.")
def credits_reverse(usage: str, note: str) -> None:
    """Give back, once, what the charge USAGE (its id, use_…) cost."""
    settings = read_settings()
    migrated(settings)
    back = write(settings, reverse, usage, note)
    if isinstance(back, Refusal):
        raise OperatorError(back.detail)
    click.echo(f"{back['organisation_id']} got back {back['credits']} and has {back['balance']} credits now.")


@click.group()
def billing() -> None:
    """The books of all organisations."""


@billing.command("check")
def billing_check() -> None:
    """Prove that wallets, lots, ledgers and usage agree, or say what differs. Safe while Eye serves."""
    settings = read_settings()
    migrated(settings)
    organisations = read(settings, list_ids)
    different = 0
    length, quiet = len(organisations) * len(CHECKS), not sys.stderr.isatty()
    with click.progressbar(length=length, label="Checking", file=sys.stderr, hidden=quiet) as bar:
        for organisation_id in organisations:
            found = read(settings, check_books, organisation_id, lambda name: bar.update(1))
            different += bool(found)
            for sentence in found:
                click.echo(f"{organisation_id}: {sentence}")
    number = f"{len(organisations):,} organisation{'' if len(organisations) == 1 else 's'}"
    if different:
        raise OperatorError(f"The books of {different} of {number} do not agree.")
    click.echo(f"The books of {number} agree: wallet, lots, ledger, usage and its days.")
