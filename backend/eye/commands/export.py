"""`eye export`: an organisation's own data, for itself or for a candidate who asks."""

from pathlib import Path

import click

from eye.backup.export import export_organisation
from eye.clock import Clock
from eye.commands.progress import end_line, tell
from eye.commands.work import migrated, read
from eye.errors import OperatorError
from eye.operations.objects import open_objects
from eye.settings import read_settings


@click.command()
@click.argument("organisation")
@click.argument("target", type=click.Path(path_type=Path), required=False)
def export(organisation: str, target: Path | None) -> None:
    """Write all data of ORGANISATION (its id) into TARGET, a new ZIP (ORGANISATION.zip): JSON Lines and evidence."""
    path = (target or Path(f"{organisation}.zip")).absolute()
    if path.exists():
        raise OperatorError(f"{path} is there already. Name a new file for the export.")
    settings = read_settings()
    migrated(settings)
    objects = open_objects(settings.media_url)
    counts = read(settings, export_organisation, organisation, objects, path, Clock().now(), tell)
    end_line()
    if counts is None:
        raise OperatorError(f"There is no organisation {organisation}.")
    files = counts.pop("files")
    click.echo(f"{path} holds {sum(counts.values()):,} rows and {files:,} files.")
    if files < counts["media"]:
        click.echo(f"{counts['media'] - files:,} files were not there as they had been stored; export.json names them.")
