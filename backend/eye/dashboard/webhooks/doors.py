"""The addresses of the webhooks and their deliveries."""

from starlette.routing import BaseRoute

from eye.dashboard.ways import form_to, page_at
from eye.dashboard.webhooks.deliveries import delivery, submit_range, submit_resending, submit_test
from eye.dashboard.webhooks.list import list_webhooks, new_webhook, submit_new_webhook
from eye.dashboard.webhooks.page import (
    confirm_webhook_deletion,
    submit_disabling,
    submit_enabling,
    submit_webhook,
    submit_webhook_deletion,
    submit_webhook_rotation,
    webhook,
    webhook_rotation,
)

WEBHOOKS: list[BaseRoute] = [
    page_at("/settings/webhooks", list_webhooks, "webhook.view"),
    page_at("/settings/webhooks/new", new_webhook, "webhook.create"),
    form_to("/settings/webhooks/new", submit_new_webhook, "webhook.create"),
    page_at("/settings/webhooks/{webhook_id}", webhook, "webhook.view"),
    form_to("/settings/webhooks/{webhook_id}", submit_webhook, "webhook.update"),
    page_at("/settings/webhooks/{webhook_id}/rotate", webhook_rotation, "webhook.update"),
    form_to("/settings/webhooks/{webhook_id}/rotate", submit_webhook_rotation, "webhook.update"),
    form_to("/settings/webhooks/{webhook_id}/disable", submit_disabling, "webhook.update"),
    form_to("/settings/webhooks/{webhook_id}/enable", submit_enabling, "webhook.update"),
    form_to("/settings/webhooks/{webhook_id}/test", submit_test, "webhook.update"),
    form_to("/settings/webhooks/{webhook_id}/resend", submit_range, "webhook.update"),
    page_at("/settings/webhooks/{webhook_id}/delete", confirm_webhook_deletion, "webhook.delete"),
    form_to("/settings/webhooks/{webhook_id}/delete", submit_webhook_deletion, "webhook.delete"),
    page_at("/settings/webhooks/{webhook_id}/deliveries/{delivery_id}", delivery, "webhook.view"),
    form_to("/settings/webhooks/{webhook_id}/deliveries/{delivery_id}/resend", submit_resending, "webhook.update"),
]
