"""Codes about webhook endpoints."""

from eye.api.errors.page import ErrorPage

WEBHOOKS = {
    "webhook_host_not_registered": ErrorPage(
        "The host of the webhook's address is not a domain of the organisation.",
        "Eye sends only to hosts that are registered, so that nobody can have your data sent elsewhere.",
        "Register the host under Settings → Domains, or use an address on one that is registered.",
        "POST /v1/webhooks with the same address answers 201.",
    ),
    "webhook_limit_reached": ErrorPage(
        "The organisation has as many webhook endpoints as it can have.",
        "Endpoints were added for each event or each test, and never removed.",
        "Delete one under Settings → Webhooks. One endpoint can hear of every type of event.",
        "GET /v1/webhooks lists fewer than 10 endpoints.",
    ),
    "webhook_disabled": ErrorPage(
        "Nothing is sent to this webhook endpoint, because it is disabled.",
        "Somebody disabled it, it answered 410, or it failed for five days; its page says which.",
        "Enable it on its page or by POST /v1/webhooks/{id}/enable, then send again what it missed.",
        "The endpoint's status is active.",
    ),
}
