"""Mails that an endpoint was disabled by itself to the members who can do something about it."""

import msgspec

from eye.db import Row, Tx
from eye.http.context import Eye
from eye.keys.watch_store import members
from eye.organisations.letters import Letter
from eye.organisations.roles.grants import effective_permissions
from eye.webhooks.disable import REASONS


async def tell_members(eye: Eye, endpoint: Row) -> None:
    if not eye.mailer.sends:
        return
    found = letter(endpoint, eye.settings.public_url)
    for email in await eye.db.read(_receivers, endpoint["organisation_id"]):
        await eye.mailer.send(email, found.subject, found.text)


def _receivers(tx: Tx, organisation_id: str) -> list[str]:
    return [
        row["email"]
        for row in members(tx, organisation_id)
        if "webhook.update"
        in effective_permissions(tx, organisation_id, msgspec.json.decode(row["roles"], type=list[str]))
    ]


def letter(endpoint: Row, public_url: str) -> Letter:
    return Letter(
        "A webhook endpoint was disabled",
        f"""Hello,

Eye sends nothing more to {endpoint["url"]}. {REASONS[endpoint["disabled_reason"]]}

When it works again, enable it, then send again what it missed:

{public_url}/dashboard/settings/webhooks/{endpoint["id"]}
""",
    )
