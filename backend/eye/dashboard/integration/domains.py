"""Settings → Domains: which websites may start Eye; add with a preview, remove after saying what stops."""

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard import store
from eye.dashboard.entrance import Halt
from eye.dashboard.integration.origin_verdict import Tested, judged
from eye.dashboard.render import go, is_refresh, page
from eye.dashboard.typed import printable, typed
from eye.dashboard.visit import Visit
from eye.db import Row, Tx
from eye.domains.add import add_domain, read_domain
from eye.domains.preview import preview
from eye.domains.remove import remove_domain
from eye.errors import Refusal, Refused

PATH = "/dashboard/settings/domains"
LONGEST_ENTRY = 300
LONGEST_ADDRESS = 2_000


async def domains(visit: Visit) -> Response:
    """`?entry=` fills the form in, for a link from where a website was refused; `?origin=` is put to the test."""
    return await _page(visit, 200, entry=printable(visit.request.query_params.get("entry", ""), LONGEST_ENTRY))


async def show_test(visit: Visit) -> Response:
    """`?origin=`: the verdict alone for htmx, otherwise the page with it."""
    if not is_refresh(visit.request):
        return await _page(visit, 200)
    return page(visit, "integration/_origin_test.html", tested=await _tested(visit))


async def _tested(visit: Visit) -> Tested | None:
    origin = printable(visit.request.query_params.get("origin", ""), LONGEST_ADDRESS)
    return await visit.eye.db.read(judged, visit.organisation_id, origin) if origin else None


async def _page(
    visit: Visit, status: int, *, name: str = "", entry: str = "", wrong: Refusal | None = None
) -> Response:
    rows, counts = await visit.eye.db.read(_find, visit.organisation_id, visit.now)
    return page(
        visit,
        "integration/domains.html",
        status=status,
        rows=rows,
        limit=counts["domain_limit"],
        name=name,
        entry=entry,
        wrong=wrong,
        wrong_field=wrong.fields.get("field", "entry") if wrong else None,
        preview=preview(entry) if entry and wrong is None else None,
        tested=await _tested(visit),
        origin=printable(visit.request.query_params.get("origin", ""), LONGEST_ADDRESS),
    )


def _find(tx: Tx, organisation_id: str, now: int) -> tuple[list[Row], Row]:
    return store.domains(tx, organisation_id), store.counts(tx, organisation_id, now)


async def show_preview(visit: Visit) -> Response:
    entry = printable(visit.request.query_params.get("entry", ""), LONGEST_ENTRY)
    return page(visit, "integration/_preview.html", preview=preview(entry) if entry else None)


async def submit_domain(visit: Visit, form: FormData) -> Response:
    name, entry = typed(form, "name", 800), typed(form, "entry", LONGEST_ENTRY)
    try:
        wanted = read_domain(name or None, entry)
    except Refused as refused:
        return await _page(visit, 422, name=name, entry=entry, wrong=refused.refusal)
    added = await visit.eye.db.write(add_domain, visit.organisation_id, visit.member.member_id, wanted, visit.now)
    if isinstance(added, Refusal):
        return await _page(visit, 409, name=name, entry=entry, wrong=added)
    return go(f"{PATH}?done=added")


async def confirm_removal(visit: Visit) -> Response:
    rows = await visit.eye.db.read(store.domains, visit.organisation_id)
    row = next((row for row in rows if row["id"] == visit.request.path_params["domain_id"]), None)
    if row is None:
        raise Halt(404)
    return page(visit, "integration/remove_domain.html", row=row, last=len(rows) == 1)


async def submit_removal(visit: Visit, form: FormData) -> Response:
    id = visit.request.path_params["domain_id"]
    if not await visit.eye.db.write(remove_domain, visit.organisation_id, visit.member.member_id, id, visit.now):
        raise Halt(404)
    return go(f"{PATH}?done=removed")
