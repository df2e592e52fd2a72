"""Settings → Risk policy: the table of points; what a change would do to past sessions, and only then the change."""

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard.entrance import Halt
from eye.dashboard.render import go, page
from eye.dashboard.review.words import outcome_badge, who
from eye.dashboard.typed import typed
from eye.dashboard.visit import Visit
from eye.dashboard.words import flag_title
from eye.db import Tx
from eye.errors import Refusal
from eye.reports.policies import Versions, find_versions, save_policy
from eye.reports.preview import MOST_SESSIONS, preview
from eye.reports.risk import MOST_POINTS, NOTHING, Table, Weight, types_that_count

PATH = "/dashboard/settings/risk"
FIELDS = ("weight", "per_minute", "cap")
SHOWN = 200
Typed = Mapping[str, dict[str, str]]  # by type: what stands in its three fields


async def risk_policy(visit: Visit) -> Response:
    versions = await visit.eye.db.read(find_versions, visit.organisation_id)
    return _show(visit, 200, versions, _fields(versions.current.policy.table), {})


def _show(visit: Visit, status: int, versions: Versions, fields: Typed, wrong: dict[str, str]) -> Response:
    return page(
        visit,
        "organisation/risk_policy.html",
        status=status,
        versions=versions,
        rows=[(type, flag_title(type), fields[type]) for type in types_that_count()],
        wrong=wrong,
        most=MOST_POINTS,
        who=who,
    )


async def submit_risk_policy(visit: Visit, form: FormData) -> Response:
    fields = {type: {name: typed(form, f"{type}.{name}", 10) for name in FIELDS} for type in types_that_count()}
    wrong = {f"{type}.{name}": text for type, row in fields.items() for name, text in row.items() if not _is_good(text)}
    versions = await visit.eye.db.read(find_versions, visit.organisation_id)
    if wrong:
        return _show(visit, 422, versions, fields, wrong)
    table = {type: Weight(**{name: int(text) for name, text in row.items()}) for type, row in fields.items()}
    if typed(form, "act") == "save":
        return await _save(visit, table, typed(form, "seen"), past=typed(form, "past") == "all")
    found = await preview(visit.eye.db, visit.organisation_id, table, visit.now)
    return page(
        visit,
        "organisation/risk_preview.html",
        fields=fields,
        seen=versions.current.policy.version,
        same=_same(versions.current.policy.table, table),
        found=found,
        shown=found.changes[:SHOWN],
        most=MOST_SESSIONS,
        outcome_badge=outcome_badge,
    )


async def _save(visit: Visit, table: Table, seen: str, *, past: bool) -> Response:
    if not (seen.isascii() and seen.isdigit()):
        raise Halt(422, "Look first at what the change does to past sessions; it is saved from there.")

    def save(tx: Tx) -> object:
        return save_policy(tx, visit.principal, table, int(seen), past=past, now=visit.now)

    made = await visit.eye.db.write(save)
    if isinstance(made, Refusal):
        raise Halt(409, made.detail)
    return go(f"{PATH}?done=saved")


def _fields(table: Table) -> Typed:
    return {
        type: {name: str(getattr(table.get(type, NOTHING), name)) for name in FIELDS} for type in types_that_count()
    }


def _same(before: Table, after: Table) -> bool:
    return all(before.get(type, NOTHING) == after.get(type, NOTHING) for type in types_that_count())


def _is_good(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= MOST_POINTS
