"""The addresses of a member's own door and profile, and of registering."""

from starlette.routing import BaseRoute

from eye.dashboard.account.forgotten import show_forgotten, submit_forgotten
from eye.dashboard.account.leave import confirm_leaving, submit_leaving
from eye.dashboard.account.links import follow_link, submit_password
from eye.dashboard.account.passkeys import (
    ask_for_new_passkey,
    ask_for_passkey,
    confirm_passkey_removal,
    submit_new_passkey,
    submit_passkey,
    submit_passkey_removal,
)
from eye.dashboard.account.profile import (
    profile,
    submit_end,
    submit_end_everywhere,
    submit_name,
    submit_own_password,
    to_profile,
)
from eye.dashboard.account.register import (
    follow_registration,
    show_registration,
    submit_registration,
    submit_registration_password,
)
from eye.dashboard.account.sign_in import show_sign_in, submit_sign_in, submit_sign_out
from eye.dashboard.ways import form_to, open_to, page_at

ACCOUNT: list[BaseRoute] = [
    open_to("/sign-in", "GET", show_sign_in),
    open_to("/sign-in", "POST", submit_sign_in),
    open_to("/sign-in/passkey", "POST", submit_passkey),
    open_to("/sign-in/passkey/options", "POST", ask_for_passkey),
    open_to("/forgotten", "GET", show_forgotten),
    open_to("/forgotten", "POST", submit_forgotten),
    open_to("/register", "GET", show_registration),
    open_to("/register", "POST", submit_registration),
    open_to("/register/{token}", "GET", follow_registration),
    open_to("/register/{token}", "POST", submit_registration_password),
    open_to("/link/{token}", "GET", follow_link),
    open_to("/link/{token}", "POST", submit_password),
    form_to("/sign-out", submit_sign_out, None),
    page_at("/settings", to_profile, None),
    page_at("/settings/profile", profile, None),
    form_to("/settings/profile", submit_name, None),
    page_at("/settings/profile/leave", confirm_leaving, None),
    form_to("/settings/profile/leave", submit_leaving, None),
    form_to("/settings/profile/password", submit_own_password, None),
    form_to("/settings/profile/passkeys", submit_new_passkey, None),
    form_to("/settings/profile/passkeys/options", ask_for_new_passkey, None),
    page_at("/settings/profile/passkeys/{passkey_id}/remove", confirm_passkey_removal, None),
    form_to("/settings/profile/passkeys/{passkey_id}/remove", submit_passkey_removal, None),
    form_to("/settings/profile/sign-ins/end", submit_end_everywhere, None),
    form_to("/settings/profile/sign-ins/{sign_in_id}/end", submit_end, None),
]
