"""A report as a ZIP: the report itself, its flags as CSV, and the evidence under names that say what it is.

The files come out of the store one at a time while the archive is sent; nothing of it lies in memory or on disk.
"""

import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import obstore
from obstore.store import ObjectStore
from zipstream import ZipStream  # type: ignore[import-untyped]

from eye.clock import iso
from eye.db import Database, Row
from eye.http.csv_lines import csv_line
from eye.reports import report_store as store
from eye.reports.report import Report, report_csv, report_document

PIECE = 500
ENDINGS = {"image/jpeg": "jpg", "audio/mpeg": "mp3", "audio/mp4": "m4a"}
COLUMNS = ("file", "mediaId", "type", "at", "contentType", "size", "sha256", "inArchive")


async def list_evidence(db: Database, session_id: str) -> list[Row]:
    """What is known about each file of a session; the files themselves stay where they are."""
    found: list[Row] = []
    while rows := await db.read(store.evidence, session_id, found[-1]["id"] if found else "", PIECE):
        found += rows
        if len(rows) < PIECE:
            break
    return sorted(found, key=lambda one: (one["at"] or one["created_at"], one["id"]))


def archive(report: Report, evidence: list[Row], objects: ObjectStore) -> Iterator[bytes]:
    """The bytes of the ZIP. A file that is missing from the store is left out, and `evidence.csv` says so."""
    folder = folder_name(report)
    names = [f"evidence/{_file_name(report, one)}" for one in evidence]
    stream = ZipStream()
    lines = [csv_line(COLUMNS)]
    stream.add(msgspec.json.format(msgspec.json.encode(report_document(report)), indent=2), f"{folder}/report.json")
    stream.add(report_csv(report), f"{folder}/flags.csv")
    yield from stream.all_files()
    for one, name in zip(evidence, names, strict=True):
        content = _content(objects, one["path"])
        if content is not None:
            stream.add(content, f"{folder}/{name}")
            yield from stream.all_files()
        lines.append(_line(one, name, content))
    stream.add("".join(lines), f"{folder}/evidence.csv")
    yield from stream.finalize()


def _content(objects: ObjectStore, path: str) -> bytes | None:
    try:
        return bytes(obstore.get(objects, path).bytes())
    except FileNotFoundError:
        return None


def _line(one: Row, name: str, content: bytes | None) -> str:
    at = one["at"] or one["created_at"]
    there = "missing" if content is None else "yes"
    about = (name, one["id"], one["type"], iso(at), one["content_type"], one["size"], one["sha256"], there)
    return csv_line(about)


def folder_name(report: Report) -> str:
    """`eye-exam-ada-2026-01-31`: what a person looks for in a folder of downloads."""
    at = datetime.fromtimestamp(report.session["created_at"] // 1000, UTC)
    parts = (report.session["assessment_id"], report.session["candidate_id"], at.strftime("%Y-%m-%d"))
    return "-".join(["eye", *map(_plain, parts)])


def _file_name(report: Report, one: Row) -> str:
    """`0012-04_face-absence_8f2c.jpg`: minutes and seconds of the exam, what it shows, and a mark of its own."""
    start = report.session["activated_at"] or report.session["created_at"]
    seconds = max(0, (one["at"] or one["created_at"]) - start) // 1000
    type = _plain((one["type"] or "unnamed").lower().replace("_", "-"))
    ending = ENDINGS.get(one["content_type"], one["content_type"].partition("/")[2])
    mark = f"{zlib.crc32(one['id'].encode()):08x}"
    return f"{seconds // 60:04d}-{seconds % 60:02d}_{type}_{mark}.{ending}"


def _plain(text: str) -> str:
    """Without anything that a file system or a shell takes for more than a name."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text)[:60].strip("-") or "x"
