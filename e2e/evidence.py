"""What a test reads of the detectors: their events, how often they looked, and the evidence as the server keeps it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from e2e.servers import EyeServer, School, until
from eye.db import Row, Tx


def of_type(school: School, type: str) -> list[dict[str, Any]]:
    return [event for event in school.events() if event["type"] == type]


def windows(school: School) -> list[dict[str, Any]]:
    return [window for event in of_type(school, "HEARTBEAT") for window in event["data"]["windows"]]


def looked(school: School, detector: str) -> float:
    """How often that detector looked, by what the server stored."""
    return float(sum(window["looked"] for window in windows(school) if window["detector"] == detector))


def stored(eye: EyeServer, school: School, media_id: str) -> bytes:
    """The bytes of the evidence as the server keeps them, once they are there."""

    def find(tx: Tx, now: int) -> Row | None:
        return tx.one("select path from media where organisation_id = :org and id = :id", org=school.id, id=media_id)

    row = until(lambda: eye.write(find))
    path = Path(eye.environment["EYE_DATA"]) / "media" / str(row["path"])
    return path.read_bytes()


def raised(school: School, type: str) -> dict[str, Any]:
    return until(lambda: school.flag(type))


def beat(page: Page) -> None:
    """Make the widget report what it did: as when the page is seen again."""
    page.evaluate("document.dispatchEvent(new Event('resume'))")
