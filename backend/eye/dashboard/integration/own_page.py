"""Settings → API & Integrations → Check my page: what is wrong with an exam page that somebody pastes."""

from starlette.datastructures import FormData
from starlette.responses import Response

from eye.dashboard.integration.page_check import BAD, WARN, Finding, Known, check_page
from eye.dashboard.keys import store as key_store
from eye.dashboard.render import page
from eye.dashboard.visit import Visit
from eye.db import Row, Tx

LONGEST_PAGE = 2 * 1024 * 1024  # as a form sends it
MOST = 500_000  # characters of each text


async def own_page(visit: Visit) -> Response:
    return _page(visit, "", "", None)


async def submit_own_page(visit: Visit, form: FormData) -> Response:
    """Nothing of it is kept, and nothing is fetched."""
    html, headers = _text(form, "html"), _text(form, "headers")
    keys, assessments = await visit.eye.db.read(_find, visit.organisation_id)
    host, build = visit.eye.settings.public_url, visit.request.app.state.widget
    sri = {f"{host}/widget/{path}": digest for path, digest in build.sri.items()} if build else {}
    given = bool(html.strip() or headers.strip())
    found = check_page(html, headers, Known(host, sri, keys, assessments, visit.now)) if given else None
    return _page(visit, html, headers, found)


def _page(visit: Visit, html: str, headers: str, found: list[Finding] | None) -> Response:
    tones = [one.tone for one in found or []]
    return page(
        visit,
        "integration/check_page.html",
        html=html,
        headers=headers,
        found=found,
        bad=tones.count(BAD),
        warn=tones.count(WARN),
        most=MOST,
    )


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.replace("\0", "")[:MOST] if isinstance(value, str) else ""


def _find(tx: Tx, organisation_id: str) -> tuple[list[Row], list[Row]]:
    sql = "select id, title, archived_at from assessments where organisation_id = :org"
    return key_store.keys(tx, organisation_id), tx.all(sql, org=organisation_id)
