"""A backup as a folder or as a tar file: written once from beginning to end, read the same way."""

import gzip
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal, Protocol

from eye.backup.manifest import MANIFEST, MEDIA, MEDIA_LIST, listed, read_manifest
from eye.errors import OperatorError

TAR = (".tar", ".tar.gz", ".tgz")


class Writer(Protocol):
    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """Copy `size` bytes into the backup."""
        ...


def is_tar(path: Path) -> bool:
    return path.name.endswith(TAR)


@contextmanager
def new_archive(path: Path) -> Iterator[tuple[Writer, Path]]:
    """The writer, and a folder beside the backup for what is made on the way. Nothing is at `path` before the end."""
    if path.exists() and (is_tar(path) or not path.is_dir() or any(path.iterdir())):
        raise OperatorError(f"{path} is there already. Name a new file or an empty folder for the backup.")
    draft, aside = path.with_name(f".{path.name}.unfinished"), path.with_name(f".{path.name}.scratch")
    try:
        for folder in (aside,) if is_tar(path) else (aside, draft):
            _remove(folder)
            folder.mkdir(mode=0o700, parents=True)
        with _writer(path, draft) as writer:
            yield writer, aside
        os.sync()  # what is called finished must be on the disk
        draft.replace(path)
    except OSError as problem:
        raise OperatorError(f"The backup {path} cannot be written: {problem.strerror or problem}.") from problem
    finally:
        _remove(aside)
        _remove(draft)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _writer(path: Path, draft: Path) -> Iterator[Writer]:
    if not is_tar(path):
        yield _Folder(draft)
        return
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        mode: Literal["w|", "w|gz"] = "w|" if path.name.endswith(".tar") else "w|gz"
        with tarfile.open(fileobj=file, mode=mode) as tar:
            yield _Tar(tar)


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        target = self._folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            shutil.copyfileobj(content, out)


class _Tar:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, content)


def parts(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Every file of a backup with its name, media in the order of their list. OperatorError if it cannot be read."""
    if not path.exists():
        raise OperatorError(f"There is no backup at {path}.")
    try:
        yield from _of_tar(path) if path.is_file() else _of_folder(path)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as problem:
        raise OperatorError(f"{path} cannot be read as a backup ({problem}): it is cut off or damaged.") from problem
    except OSError as problem:
        raise OperatorError(f"{path} cannot be read: {problem.strerror or problem}.") from problem


def _of_tar(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(path, mode="r|*") as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content is None:
                raise OperatorError(f"{path} holds {member.name}, which no backup of Eye does.")
            yield member.name, content


def _of_folder(folder: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if not (folder / MANIFEST).is_file():
        raise OperatorError(f"{folder} is no backup of Eye: it has no {MANIFEST}.")
    manifest = (folder / MANIFEST).read_bytes()
    for file in read_manifest(manifest).files:
        if (folder / file.name).is_file():
            with (folder / file.name).open("rb") as content:
                yield file.name, content
    if (folder / MEDIA_LIST).is_file():
        for one in listed(folder / MEDIA_LIST):
            if one.gone is None and (folder / MEDIA / one.path).is_file():
                with (folder / MEDIA / one.path).open("rb") as content:
                    yield MEDIA + one.path, content
    yield MANIFEST, io.BytesIO(manifest)
