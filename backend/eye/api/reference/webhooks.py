"""Webhook endpoints and deliveries."""

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from eye.api.reference.fields import PAGED, body, choice, name, text, texts, time
from eye.api.reference.operation import Answer, Operation, Operations, Page, Time
from eye.clock import SECOND
from eye.webhooks.address import LONGEST
from eye.webhooks.model import MODES, TYPES
from eye.webhooks.wanted import LONGEST_DESCRIPTION, OVERLAPS


class Webhook(Answer):
    """`failingSince` is the first of the tries that all failed; five days later the endpoint is disabled."""

    id: str
    url: str
    description: str
    types: list[str]
    mode: Literal["all", "live", "test"]
    status: Literal["active", "failing", "disabled"]
    disabled_at: Time | None
    disabled_reason: str | None
    failing_since: Time | None
    last_success_at: Time | None
    old_secret_until: Time | None
    created_at: Time
    created_by: str | None


class WebhookOnce(Webhook, kw_only=True):
    """`secret` verifies the signatures; it is shown this once."""

    secret: str | UnsetType = UNSET
    secret_shown: bool = False


class Delivery(Answer):
    """`messageId` is the `webhook-id` header, the same however often it is sent."""

    id: str
    message_id: str
    type: str | None
    test: bool
    status: Literal["pending", "delivered", "failed", "missed"]
    created_at: Time
    next_attempt_at: Time | None
    done_at: Time | None


class Attempt(Answer):
    id: str
    at: Time
    duration_ms: int | None
    outcome: str
    status: int | None
    url: str
    request: Any
    answer: str | None


class DeliveryWithAttempts(Delivery):
    """The newest attempt first."""

    attempts: list[Attempt]


class Resent(Answer):
    deliveries: int


_URL = name("https://exams.northfield.example/eye", most=LONGEST, about="https; its host is a registered domain.")
_CHOSEN = {
    "description": text("Grades", most=LONGEST_DESCRIPTION),
    "types": texts(["flag.raised", "session.ended"], "What to hear of.", choices=TYPES),
    "mode": choice(MODES, "Live or test sessions, or all."),
}
_HOST = ("webhook_host_not_registered",)

WEBHOOKS: Operations = {
    "GET /v1/webhooks": Operation("List webhook endpoints", {200: Page[Webhook]}),
    "POST /v1/webhooks": Operation(
        "Add a webhook endpoint",
        {201: WebhookOnce},
        body("NewWebhook", {"url": _URL}, _CHOSEN),
        refuses=(*_HOST, "webhook_limit_reached"),
    ),
    "GET /v1/webhooks/{id}": Operation("See a webhook endpoint", {200: Webhook}),
    "PATCH /v1/webhooks/{id}": Operation(
        "Change a webhook endpoint",
        {200: Webhook},
        body("WebhookChange", optional={"url": _URL, **_CHOSEN}),
        refuses=_HOST,
    ),
    "DELETE /v1/webhooks/{id}": Operation("Remove a webhook endpoint", {204: None}),
    "POST /v1/webhooks/{id}/rotate": Operation(
        "Replace the secret of a webhook endpoint",
        {200: WebhookOnce},
        body(
            "SecretRotation",
            optional={
                "overlap": choice(
                    [length // SECOND for length in OVERLAPS], "Seconds in which both sign.", example=86_400
                )
            },
            may_be_empty=True,
        ),
    ),
    "POST /v1/webhooks/{id}/disable": Operation("Disable a webhook endpoint", {200: Webhook}),
    "POST /v1/webhooks/{id}/enable": Operation("Enable a webhook endpoint again", {200: Webhook}),
    "POST /v1/webhooks/{id}/test": Operation(
        "Send an example",
        {202: Delivery},
        body("TestWanted", optional={"type": choice(TYPES)}, may_be_empty=True),
        refuses=("webhook_disabled",),
    ),
    "POST /v1/webhooks/{id}/resend": Operation(
        "Send many deliveries again",
        {202: Resent},
        body(
            "ResendRange",
            optional={
                "from": time("Made at this moment or later."),
                "to": time("Made before this moment.", "2026-02-28T00:00:00Z"),
                "which": choice(("undelivered", "all")),
            },
            may_be_empty=True,
        ),
        refuses=("webhook_disabled",),
    ),
    "GET /v1/webhooks/{id}/deliveries": Operation(
        "List deliveries",
        {200: Page[Delivery]},
        query={**PAGED, "status": choice(("pending", "delivered", "failed", "missed"))},
        detail="Newest first.",
    ),
    "GET /v1/webhooks/{id}/deliveries/{delivery}": Operation(
        "See a delivery with its attempts", {200: DeliveryWithAttempts}
    ),
    "POST /v1/webhooks/{id}/deliveries/{delivery}/resend": Operation(
        "Send a delivery again", {202: Delivery}, refuses=("webhook_disabled",)
    ),
}
