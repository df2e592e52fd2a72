"""`eye org` and `eye member`: what an operator does for organisations and their people."""

import click

from eye.billing.store import open_wallet
from eye.clock import new_secret
from eye.commands.work import migrated, ready, write
from eye.db import Tx
from eye.errors import OperatorError, Refusal
from eye.keys.create import NewKey, create_key
from eye.organisations.create import create_organisation
from eye.organisations.permissions import ROLES
from eye.organisations.plan import change_plan
from eye.organisations.sign_in.links import link_path, make_link, make_password_link
from eye.settings import read_settings


@click.group()
def org() -> None:
    """Organisations."""


@org.command("create")
@click.argument("name")
@click.option("--email", required=True, help="The owner's address, to sign in with.")
def org_create(name: str, email: str) -> None:
    """Create an organisation with its owner and its first two live keys."""
    settings = read_settings()
    made = write(settings, _create_organisation, name, email, ready(settings).pepper)
    if isinstance(made, Refusal):
        raise OperatorError(made.detail)
    organisation_id, publishable, secret, link = made
    click.echo(f"organisation     {organisation_id}")
    click.echo(f"publishable key  {publishable}")
    click.echo(f"secret key       {secret}")
    click.echo(f"set password     {settings.public_url}/dashboard/link/{link}")
    click.echo("The secret key is shown this once. No credit was granted: eye credits grant ORG N.")


def _create_organisation(tx: Tx, name: str, email: str, pepper: str, now: int) -> tuple[str, str, str, str] | Refusal:
    if "@" not in email.strip("@ ") or not name.strip():
        return Refusal("param_invalid", "Give a name, and an email address such as owner@example.com.")
    made = create_organisation(tx, name.strip(), email, now)
    if isinstance(made, Refusal):
        return made
    organisation_id, owner_id = made
    open_wallet(tx, organisation_id)
    everything = ROLES["Owner"]
    wanted = NewKey("Website", "publishable", "live"), NewKey("Server", "secret", "live", roles=("Admin",))
    keys = [create_key(tx, organisation_id, owner_id, everything, one, pepper, now) for one in wanted]
    texts = ["" if isinstance(key, Refusal) else key[1].text for key in keys]
    link = new_secret(43)
    make_link(tx, owner_id, "set_password", link, now)
    return organisation_id, texts[0], texts[1], link


@org.command("plan")
@click.argument("organisation")
@click.option("--keys", type=click.IntRange(1, 10_000), help="How many active keys it may have.")
@click.option("--domains", type=click.IntRange(1, 1_000), help="How many domains it may register.")
def org_plan(organisation: str, keys: int | None, domains: int | None) -> None:
    """Show or change what ORGANISATION (its id) may have. What it has beyond a lower limit stays."""
    settings = read_settings()
    migrated(settings)
    plan = write(settings, change_plan, organisation, keys, domains)
    if plan is None:
        raise OperatorError(f"There is no organisation {organisation}.")
    click.echo(f"{organisation} may have {plan['key_limit']} active keys and {plan['domain_limit']} domains.")


@click.group()
def member() -> None:
    """People who sign in."""


@member.command("link")
@click.argument("email")
def member_link(email: str) -> None:
    """Print a fresh one-time link where the member with EMAIL chooses a password."""
    settings, token = read_settings(), new_secret(43)
    migrated(settings)
    if not write(settings, make_password_link, email, token):
        raise OperatorError(f"No member signs in with {email}.")
    click.echo(settings.public_url + link_path(token))
