"""Reports as answers: JSON, CSV and ZIP, the same for pages and for servers."""

from starlette.responses import Response, StreamingResponse

from eye.http.bodies import answer
from eye.http.context import Eye
from eye.reports.archive import archive, folder_name, list_evidence
from eye.reports.report import Report, report_csv, report_document

FORMS = ("json", "csv", "zip")
_HEADERS = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
}


def as_json(report: Report, *, download: bool = False) -> Response:
    made = answer(report_document(report))
    made.headers.update(_headers(report, "json") if download else {"cache-control": "private, no-store"})
    return made


def as_csv(report: Report) -> Response:
    return Response(report_csv(report), media_type="text/csv", headers=_headers(report, "csv"))


async def as_zip(eye: Eye, report: Report) -> Response:
    """Sent while it is made; how large it becomes is not known before."""
    evidence = await list_evidence(eye.db, report.session["id"])
    made = archive(report, evidence, eye.objects)
    return StreamingResponse(made, media_type="application/zip", headers=_headers(report, "zip"))


def _headers(report: Report, form: str) -> dict[str, str]:
    return {**_HEADERS, "content-disposition": f'attachment; filename="{folder_name(report)}.{form}"'}
