"""Dismisses several flags of low severity, of one session or of one type, after a page that says what will happen."""

import re
from collections import Counter
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, page
from eye.dashboard.review.flag import note_of
from eye.dashboard.review.queue import PATH, address, asked_of, wanted_of
from eye.dashboard.review.words import can_be_picked
from eye.dashboard.same_site import local_path
from eye.dashboard.typed import printable, typed
from eye.dashboard.visit import Visit
from eye.db import Row
from eye.errors import Refusal
from eye.flags.review import MOST_AT_ONCE, dismiss_several, is_one_kind
from eye.flags.review_store import list_flags, some_flags

_PICKED = re.compile(r"(flg_[0-9a-z]{1,40}):([0-9]{1,15})\Z", re.ASCII)
LONGEST = MOST_AT_ONCE * 64


async def confirm_dismissal(visit: Visit) -> Response:
    """`?flag=…` names each flag, or `?every=1` with a filter means all that it shows."""
    query = visit.request.query_params
    asked = asked_of(query)
    back = local_path(query.get("back"), address({**asked, "before": ""}))
    if query.get("every"):
        rows = await visit.eye.db.read(list_flags, visit.organisation_id, wanted_of(asked), MOST_AT_ONCE)
    else:
        ids = sorted({printable(id, 60) for id in query.getlist("flag")} - {""})[:MOST_AT_ONCE]
        rows = await visit.eye.db.read(some_flags, visit.organisation_id, ids)
    return page(visit, "review/dismiss_flags.html", back=back, most=MOST_AT_ONCE, **_said(rows))


def _said(rows: list[Row]) -> dict[str, Any]:
    """What the page says about the flags that can be dismissed, and how many of those chosen cannot."""
    fit = [row for row in rows if can_be_picked(row)]
    return {
        "rows": fit,
        "unfit": len(rows) - len(fit),
        "one_kind": is_one_kind(fit),
        "types": Counter(row["type"] for row in fit).most_common(),
        "sessions": len({row["session_id"] for row in fit}),
        "picked": " ".join(f"{row['id']}:{row['review_version']}" for row in fit),
    }


async def submit_dismissal(visit: Visit, form: FormData) -> Response:
    found = [_PICKED.match(text) for text in typed(form, "picked", LONGEST).split()]
    picked = [(match[1], int(match[2])) for match in found if match]
    if not picked or len(picked) != len(found) or len(picked) > MOST_AT_ONCE:
        raise Halt(422, f"Choose 1 to {MOST_AT_ONCE} flags, and dismiss them on the page that says what will happen.")
    made = await visit.eye.db.write(dismiss_several, visit.principal, picked, note_of(form) or None, visit.now)
    if isinstance(made, Refusal):
        raise Halt(422, made.detail)
    back = local_path(typed(form, "back", 2_000), PATH)
    done = f"dismissed={len(made)}&kept={len(picked) - len(made)}"
    return go(f"{back}{'&' if '?' in back else '?'}{done}")
