"""Brings an invitation to whom it is for: by mail, or as a link that whoever invites passes on."""

from eye.db import Tx
from eye.http.context import Eye
from eye.organisations import store
from eye.organisations.letters import invitation
from eye.organisations.members.store import Member
from eye.organisations.sign_in.links import link_path


async def deliver(
    eye: Eye, organisation_id: str, member: Member, token: str, invited_by: str | None = None
) -> str | None:
    """None if a mail server took the invitation; otherwise the link of `token`, to be shown and copied."""
    link = eye.settings.public_url + link_path(token)
    if not eye.mailer.sends:
        return link
    organisation = await eye.db.read(_name, organisation_id)
    letter = invitation(link, organisation, invited_by or organisation)
    return None if await eye.mailer.send(member.email, letter.subject, letter.text) else link


def _name(tx: Tx, organisation_id: str) -> str:
    found = store.find_organisation(tx, organisation_id)
    return str(found["name"]) if found else ""
