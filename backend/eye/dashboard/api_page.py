"""Settings → API & Integrations: the publishable keys, the snippet made of them, and a list of the secret ones."""

from typing import Any

from starlette.responses import Response

from eye.dashboard import store
from eye.dashboard.render import page
from eye.dashboard.snippet import snippet
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.dashboard.words import Badge
from eye.db import Row, Tx

EXAMPLE_ASSESSMENT = "demo-exam"


async def api(visit: Visit) -> Response:
    publishable, secret, assessments = await visit.eye.db.read(_find, visit.organisation_id)
    usable = [key for key in publishable if key_badge(key, visit.now).tone == "good"]
    asked = visit.request.query_params
    live_first = sorted(usable, key=lambda found: found["mode"] != "live")
    key = _chosen(live_first, printable(asked.get("key", "")))
    assessment = _chosen(assessments, printable(asked.get("assessment", "")))
    host = visit.eye.settings.public_url
    return page(
        visit,
        "api.html",
        publishable=publishable,
        secret=secret,
        usable=live_first,
        assessments=assessments,
        key=key,
        assessment=assessment,
        key_badge=key_badge,
        snippet=snippet(host, key["plain"], assessment["id"] if assessment else EXAMPLE_ASSESSMENT) if key else None,
        host=host,
    )


def _find(tx: Tx, organisation_id: str) -> tuple[list[Row], list[Row], list[Row]]:
    return (
        store.keys(tx, organisation_id, "publishable"),
        store.keys(tx, organisation_id, "secret"),
        store.assessments(tx, organisation_id),
    )


def _chosen(rows: list[Row], id: str) -> Row | None:
    """The row that was asked for, otherwise the first."""
    return next((row for row in rows if row["id"] == id), rows[0] if rows else None)


def key_badge(key: dict[str, Any], now: int) -> Badge:
    """The standing of a key; `good` is one that works now."""
    if key["revoked_at"] is not None:
        return Badge("Revoked", "quiet")
    if key["expires_at"] is not None and key["expires_at"] <= now:
        return Badge("Expired", "bad")
    return Badge("Inactive", "warn") if key["inactive_at"] is not None else Badge("Active", "good")
