"""`eye backup` and `eye restore`: an Eye taken away, proved, and brought back."""

import tempfile
from pathlib import Path

import click

from eye.backup.check import check_backup
from eye.backup.manifest import Listed, Manifest
from eye.backup.restore import restore_backup
from eye.backup.take import take_backup
from eye.clock import Clock
from eye.commands.progress import end_line, tell
from eye.commands.work import read
from eye.db import Tx
from eye.errors import OperatorError
from eye.media import store
from eye.settings import Settings, read_settings

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("target", type=PATH)
@click.option("--no-media", is_flag=True, help="Only name the evidence files, with their checksums.")
@click.option("--no-secrets", is_flag=True, help="Leave out the secrets; keep them elsewhere: nothing works without.")
def backup(target: Path, no_media: bool, no_secrets: bool) -> None:
    """Back everything up into TARGET, a new folder or .tar, .tar.gz file, while Eye may be running."""
    settings = read_settings()
    manifest = take_backup(
        settings,
        target.absolute(),
        Clock().now(),
        lambda gone: _erased(settings, gone),
        tell,
        media=not no_media,
        secrets=not no_secrets,
    )
    end_line()
    click.echo(f"{target} holds {_summary(manifest)}")
    click.echo(f"Check it where it will lie: eye restore {target} --check")


def _erased(settings: Settings, gone: list[Listed]) -> set[str]:
    return read(settings, _without_row, gone) if gone else set()


def _without_row(tx: Tx, gone: list[Listed]) -> set[str]:
    return {one.path for one in gone if one.session_id and store.find(tx, one.session_id, one.id) is None}


@click.command()
@click.argument("source", type=PATH)
@click.option("--check", is_flag=True, help="Only read SOURCE and say whether it is whole.")
@click.option("--force", is_flag=True, help="Replace the database, secrets and evidence that are there.")
def restore(source: Path, check: bool, force: bool) -> None:
    """Check SOURCE, a backup, and put it where the settings say: into an empty place, with Eye stopped."""
    with tempfile.TemporaryDirectory(prefix="eye-restore-") as scratch:
        manifest = _check(source, Path(scratch)) if check else _restore(source, Path(scratch), force)
    click.echo(f"{'Whole' if check else 'Restored'}: {_summary(manifest)}")


def _check(source: Path, scratch: Path) -> Manifest:
    checked = check_backup(source, scratch, tell)
    end_line()
    if checked.complaints:
        raise OperatorError(f"{source} must not be relied on. {' '.join(checked.complaints)}")
    return checked.manifest


def _restore(source: Path, scratch: Path, force: bool) -> Manifest:
    manifest = restore_backup(read_settings(), source, scratch, tell, force=force)
    end_line()
    return manifest


def _summary(manifest: Manifest) -> str:
    rows, media = sum(manifest.counts.values()), manifest.media
    kind = "media files" if media.included else "media files by name only"
    with_secrets = "with" if any(file.name == "secrets.json" for file in manifest.files) else "without"
    return (
        f"{rows:,} rows ({manifest.engine}, {manifest.migrations[-1]}), {media.files:,} {kind}, "
        f"{with_secrets} secrets, as of {manifest.made_at}."
    )
