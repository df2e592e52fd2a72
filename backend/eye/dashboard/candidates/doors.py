"""The addresses of candidates, of their files, and of erasing them."""

from starlette.routing import BaseRoute

from eye.dashboard.candidates.erasure import confirm_candidate, download_receipt, erasure, submit_candidate
from eye.dashboard.candidates.imports import (
    LONGEST_UPLOAD,
    imports,
    one_import,
    sample,
    submit_cancellation,
    submit_file,
    submit_import,
)
from eye.dashboard.candidates.list import candidates
from eye.dashboard.candidates.page import accommodations, candidate, submit_accommodations
from eye.dashboard.ways import form_to, page_at, upload_to

CANDIDATES: list[BaseRoute] = [
    page_at("/candidates", candidates, "candidate.view"),
    page_at("/candidates/{candidate_id}", candidate, "candidate.view"),
    page_at("/candidates/{candidate_id}/accommodations", accommodations, "candidate.update"),
    form_to("/candidates/{candidate_id}/accommodations", submit_accommodations, "candidate.update"),
    page_at("/candidate-imports", imports, "candidate.create"),
    upload_to("/candidate-imports", submit_file, "candidate.create", LONGEST_UPLOAD),
    page_at("/candidate-imports/sample.csv", sample, "candidate.create"),
    page_at("/candidate-imports/{import_id}", one_import, "candidate.create"),
    form_to("/candidate-imports/{import_id}", submit_import, "candidate.create"),
    form_to("/candidate-imports/{import_id}/cancel", submit_cancellation, "candidate.create"),
    page_at("/candidates/{candidate_id}/erase", confirm_candidate, "candidate.delete"),
    form_to("/candidates/{candidate_id}/erase", submit_candidate, "candidate.delete"),
    page_at("/erasures/{erasure_id}", erasure, "retention.view"),
    page_at("/erasures/{erasure_id}/receipt.json", download_receipt, "retention.view"),
]
