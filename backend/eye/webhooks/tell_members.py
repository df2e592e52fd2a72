"""Mails that an endpoint was disabled by itself to the members who can do something about it."""

from eye.db import Row
from eye.http.context import Eye
from eye.organisations.letters import Letter
from eye.organisations.members.receivers import who_may
from eye.webhooks.disable import REASONS


async def tell_members(eye: Eye, endpoint: Row) -> None:
    if not eye.mailer.sends:
        return
    found = letter(endpoint, eye.settings.public_url)
    for email in await eye.db.read(who_may, endpoint["organisation_id"], "webhook.update"):
        await eye.mailer.send(email, found.subject, found.text)


def letter(endpoint: Row, public_url: str) -> Letter:
    return Letter(
        "A webhook endpoint was disabled",
        f"""Hello,

Eye sends nothing more to {endpoint["url"]}. {REASONS[endpoint["disabled_reason"]]}

When it works again, enable it, then send again what it missed:

{public_url}/dashboard/settings/webhooks/{endpoint["id"]}
""",
    )
