"""The addresses of what joins an exam page to Eye."""

from starlette.routing import BaseRoute

from eye.dashboard.integration.candidate_tokens import candidate_tokens, submit_identity
from eye.dashboard.integration.domains import (
    confirm_removal,
    domains,
    show_preview,
    show_test,
    submit_domain,
    submit_removal,
)
from eye.dashboard.integration.own_page import LONGEST_PAGE, own_page, submit_own_page
from eye.dashboard.ways import form_to, page_at

INTEGRATION: list[BaseRoute] = [
    page_at("/settings/domains", domains, "domain.view"),
    form_to("/settings/domains", submit_domain, "domain.create"),
    page_at("/settings/domains/preview", show_preview, "domain.view"),
    page_at("/settings/domains/test", show_test, "domain.view"),
    page_at("/settings/domains/{domain_id}/remove", confirm_removal, "domain.delete"),
    form_to("/settings/domains/{domain_id}/remove", submit_removal, "domain.delete"),
    page_at("/settings/candidate-tokens", candidate_tokens, "organisation.view"),
    form_to("/settings/candidate-tokens", submit_identity, "organisation.update"),
    page_at("/settings/api/check", own_page, "api.key.view"),
    form_to("/settings/api/check", submit_own_page, "api.key.view", LONGEST_PAGE),
]
