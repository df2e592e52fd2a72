"""The addresses of the billing."""

from starlette.routing import BaseRoute

from eye.dashboard.billing.page import billing, download_ledger, ledger, submit_low_credits
from eye.dashboard.billing.usage import download_usage, usage
from eye.dashboard.ways import form_to, page_at

BILLING: list[BaseRoute] = [
    page_at("/billing", billing, "billing.view"),
    form_to("/billing/low-credits", submit_low_credits, "billing.update"),
    page_at("/billing/usage", usage, "billing.view"),
    page_at("/billing/usage.csv", download_usage, "billing.view"),
    page_at("/billing/ledger", ledger, "billing.view"),
    page_at("/billing/ledger.csv", download_ledger, "billing.view"),
]
