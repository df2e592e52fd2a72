"""The addresses of the API keys."""

from starlette.routing import BaseRoute

from eye.dashboard.keys.acts import (
    confirm_deactivation,
    confirm_deletion,
    confirm_ending,
    confirm_revocation,
    rotation,
    submit_deactivation,
    submit_deletion,
    submit_ending,
    submit_revocation,
    submit_rotation,
)
from eye.dashboard.keys.list import api, to_keys
from eye.dashboard.keys.new import new_key, submit_new_key
from eye.dashboard.keys.page import key, submit_key, submit_reactivation
from eye.dashboard.ways import form_to, page_at

KEYS: list[BaseRoute] = [
    page_at("/settings/api", api, "api.key.view"),
    page_at("/settings/keys", to_keys, "api.key.view"),
    page_at("/settings/api/keys/new", new_key, "api.key.create"),
    form_to("/settings/api/keys/new", submit_new_key, "api.key.create"),
    page_at("/settings/api/keys/{key_id}", key, "api.key.view"),
    form_to("/settings/api/keys/{key_id}", submit_key, "api.key.update"),
    page_at("/settings/api/keys/{key_id}/rotate", rotation, "api.key.update"),
    form_to("/settings/api/keys/{key_id}/rotate", submit_rotation, "api.key.update"),
    page_at("/settings/api/keys/{key_id}/deactivate", confirm_deactivation, "api.key.update"),
    form_to("/settings/api/keys/{key_id}/deactivate", submit_deactivation, "api.key.update"),
    form_to("/settings/api/keys/{key_id}/reactivate", submit_reactivation, "api.key.update"),
    page_at("/settings/api/keys/{key_id}/revoke", confirm_revocation, "api.key.delete"),
    form_to("/settings/api/keys/{key_id}/revoke", submit_revocation, "api.key.delete"),
    page_at("/settings/api/keys/{key_id}/delete", confirm_deletion, "api.key.delete"),
    form_to("/settings/api/keys/{key_id}/delete", submit_deletion, "api.key.delete"),
    page_at("/settings/api/keys/{key_id}/end-sessions", confirm_ending, "api.key.delete"),
    form_to("/settings/api/keys/{key_id}/end-sessions", submit_ending, "api.key.delete"),
]
