"""The `eye` command. Every error an operator can mend ends as one sentence and exit code 1."""

import asyncio
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from eye import __version__
from eye.api.sample import Sample, prepare_sample
from eye.billing.charge import grant
from eye.billing.store import open_wallet
from eye.clock import Clock, new_secret
from eye.db import Database, Tx, Unavailable, migrate, open_database, require_level
from eye.errors import OperatorError, Refusal
from eye.http.listen import listen, open_socket
from eye.keys.create import NewKey, create_key
from eye.operations.logs import write_logs
from eye.operations.objects import open_objects
from eye.operations.secrets import check_secrets
from eye.organisations import store as organisations
from eye.organisations.create import create_organisation
from eye.organisations.links import link_path, make_link, make_password_link
from eye.organisations.permissions import ROLES
from eye.organisations.plan import change_plan
from eye.settings import Secrets, Settings, SettingsError, assume_public_url, read_secrets, read_settings

R = TypeVar("R")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="eye")
def eye() -> None:
    """Exam proctoring that an assessment platform drops in with one script tag."""


def main() -> None:
    """Run the command."""
    try:
        eye(standalone_mode=True)
    except (OperatorError, SettingsError, Unavailable) as problem:
        click.echo(f"eye: {problem}", err=True)
        sys.exit(1)


@eye.command("migrate")
def migrate_command() -> None:
    """Bring the database to the level of this program."""
    applied = _migrated(read_settings())
    click.echo("\n".join(f"applied {name}" for name in applied) or "The database is up to date.")


def _migrated(settings: Settings) -> list[str]:
    applied = migrate(settings.database_url)
    require_level(settings.database_url)
    return applied


@eye.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve Eye. Migrates the database first."""
    assume_public_url(f"http://localhost:{port}")
    settings = read_settings()
    with open_socket(host, port) as opened:
        _ready(settings)
        write_logs(settings.log)
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        listen("eye.app:from_environment", opened, workers, lambda: click.echo(f"Eye is running on {address}"))


def _ready(settings: Settings) -> Secrets:
    """What every process needs, made and checked first: whatever is wrong is said once, before anyone is served."""
    secrets = read_secrets(settings.secrets_file)
    open_objects(settings.media_url)
    _migrated(settings)
    _write(settings, _check_secrets, secrets)
    return secrets


def _check_secrets(tx: Tx, secrets: Secrets, now: int) -> None:
    check_secrets(tx, secrets)


@eye.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(port: int) -> None:
    """Start Eye with a sample organisation, and print three links to open."""
    assume_public_url(f"http://localhost:{port}")
    settings = read_settings()
    with open_socket("127.0.0.1", port) as opened:
        sample = _write(settings, prepare_sample, _ready(settings).pepper)
        listen("eye.app:sample_from_environment", opened, 1, lambda: click.echo(_welcome(sample, port)))


def _welcome(sample: Sample, port: int) -> str:
    return f"""
Eye is running. Three links to open:

  dashboard       http://localhost:{port}/dashboard/link/{sample.link}
                  signs you in once; start again for a new link
  sample exam     http://localhost:{port}/sample
                  on an allowed domain: start it, switch tabs, and see the flag on the dashboard
  refused exam    http://127.0.0.1:{port}/sample
                  the same exam on a domain that is not registered: read why it does not start

Stop with Ctrl-C. The data stays for the next start.
"""


@eye.group()
def org() -> None:
    """Organisations."""


@org.command("create")
@click.argument("name")
@click.option("--email", required=True, help="The owner's address, to sign in with.")
def org_create(name: str, email: str) -> None:
    """Create an organisation with its owner and its first two live keys."""
    settings = read_settings()
    made = _write(settings, _create_organisation, name, email, _ready(settings).pepper)
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
    _migrated(settings)
    plan = _write(settings, change_plan, organisation, keys, domains)
    if plan is None:
        raise OperatorError(f"There is no organisation {organisation}.")
    click.echo(f"{organisation} may have {plan['key_limit']} active keys and {plan['domain_limit']} domains.")


@eye.group()
def credits() -> None:
    """Credits of organisations."""


@credits.command("grant")
@click.argument("organisation")
@click.argument("number", type=click.IntRange(1, 10**9))
@click.option("--note", default="granted by the operator", show_default=True)
def credits_grant(organisation: str, number: int, note: str) -> None:
    """Add NUMBER credits to the wallet of ORGANISATION (its id)."""
    settings = read_settings()
    _migrated(settings)
    balance = _write(settings, _grant, organisation, number, note)
    if balance is None:
        raise OperatorError(f"There is no organisation {organisation}.")
    click.echo(f"{organisation} has {balance} credits now.")


def _grant(tx: Tx, organisation_id: str, number: int, note: str, now: int) -> int | None:
    if organisations.lock(tx, organisation_id) is None:
        return None
    return grant(tx, organisation_id, number, note, now)


@eye.group()
def member() -> None:
    """People who sign in."""


@member.command("link")
@click.argument("email")
def member_link(email: str) -> None:
    """Print a fresh one-time link where the member with EMAIL chooses a password."""
    settings, token = read_settings(), new_secret(43)
    _migrated(settings)
    if not _write(settings, make_password_link, email, token):
        raise OperatorError(f"No member signs in with {email}.")
    click.echo(settings.public_url + link_path(token))


def _write(settings: Settings, fn: Callable[..., R], *args: Any) -> R:
    """One write on the database of these settings; `fn` receives the time as its last argument."""

    async def run(db: Database) -> R:
        try:
            return await db.write(fn, *args, Clock().now())
        finally:
            await db.close()

    return asyncio.run(run(open_database(settings.database_url)))
