"""The `eye` command. Every error an operator can mend ends as one sentence and exit code 1."""

import sys

import click

from eye import __version__
from eye.commands.backups import backup, restore
from eye.commands.billing import billing, credits
from eye.commands.export import export
from eye.commands.keys import key
from eye.commands.organisations import member, org
from eye.commands.receipts import verify
from eye.commands.serving import demo, migrate_command, serve
from eye.commands.simulating import simulate_command
from eye.db import Unavailable
from eye.errors import OperatorError
from eye.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="eye")
def eye() -> None:
    """Exam proctoring that an assessment platform drops in with one script tag."""


for command in (
    serve,
    demo,
    migrate_command,
    org,
    credits,
    billing,
    member,
    key,
    backup,
    restore,
    export,
    simulate_command,
    verify,
):
    eye.add_command(command)


def main() -> None:
    """Run the command."""
    try:
        eye(standalone_mode=True)
    except (OperatorError, SettingsError, Unavailable) as problem:
        click.echo(f"eye: {problem}", err=True)
        sys.exit(1)
