"""Settings → API & Integrations: the snippet made of a publishable key, and the list of all keys."""

from dataclasses import dataclass

from starlette.responses import Response

from eye.dashboard import store
from eye.dashboard.integration.snippet import pinned_file, snippet
from eye.dashboard.keys import store as key_store
from eye.dashboard.keys.words import KINDS, key_badge, old_key, works
from eye.dashboard.organisation.members import role_names
from eye.dashboard.render import go, page
from eye.dashboard.typed import printable
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.keys.hold import roles_of
from eye.keys.model import status, still_used
from eye.keys.store import count_active

PATH = "/dashboard/settings/api"
EXAMPLE_ASSESSMENT = "demo-exam"


@dataclass(frozen=True, slots=True)
class Found:
    keys: list[Row]
    roles: dict[str, str]
    assessments: list[Row]
    used: int
    limit: int


async def api(visit: Visit) -> Response:
    found = await visit.eye.db.read(_find, visit.organisation_id, visit.now)
    usable = [key for key in found.keys if key["kind"] == "publishable" and works(key, visit.now)]
    asked = visit.request.query_params
    live_first = sorted(usable, key=lambda row: row["mode"] != "live")
    key = _chosen(live_first, printable(asked.get("key", "")))
    assessment = _chosen(found.assessments, printable(asked.get("assessment", "")))
    host = visit.eye.settings.public_url
    build = visit.request.app.state.widget
    pinned = pinned_file(host, build.sri) if build else None
    ended = [row for row in found.keys if status(row, visit.now) in ("revoked", "expired")]
    return page(
        visit,
        "keys/api.html",
        current=[row for row in found.keys if row not in ended],
        ended=ended,
        used=found.used,
        limit=found.limit,
        roles=found.roles,
        usable=live_first,
        assessments=found.assessments,
        key=key,
        assessment=assessment,
        key_badge=key_badge,
        old_key=old_key,
        roles_of=roles_of,
        still_used=still_used,
        kinds=KINDS,
        snippet=snippet(host, key["plain"], assessment["id"] if assessment else EXAMPLE_ASSESSMENT, pinned)
        if key
        else None,
        pinned=pinned,
        host=host,
    )


async def to_keys(visit: Visit) -> Response:
    return go(f"{PATH}#keys")


def _find(tx: Tx, organisation_id: str, now: int) -> Found:
    return Found(
        key_store.keys(tx, organisation_id),
        role_names(tx, organisation_id),
        store.assessments(tx, organisation_id),
        count_active(tx, organisation_id, now),
        store.counts(tx, organisation_id, now)["key_limit"],
    )


def _chosen(rows: list[Row], id: str) -> Row | None:
    """The row that was asked for, otherwise the first."""
    return next((row for row in rows if row["id"] == id), rows[0] if rows else None)
