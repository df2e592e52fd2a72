"""Says an act of the audit log in plain words. An act without a line here is put together from its parts."""

import json
import re
from typing import Any

from eye.dashboard.words import spelt_out
from eye.db import Row
from eye.reports.answer import CANDIDATE

PHRASES = {
    "api.key.end_sessions": "ended the sessions of the API key",
    "api.key.exposed": "noticed in a web page the secret key",
    "candidate.accommodate": "changed the accommodations of the candidate",
    "candidate.import": "imported candidates from the file of the import",
    "candidate.erase": "erased a candidate, by the erasure",
    "session.evidence.erase": "asked to erase the evidence of the session",
    "candidate.attempt.grant": "granted another attempt to the candidate",
    "domain.create": "registered the domain",
    "domain.delete": "removed the domain",
    "flag.create": "raised the flag",
    "flag.undo": "took back a decision about the flag",
    "member.create": "invited",
    "member.delete": "removed",
    "member.invite": "made a new invitation for",
    "member.passkey.copied": "saw signs of a copy of the passkey",
    "member.link": "made a link to choose a password for",
    "member.update": "changed the roles of",
    "risk.policy.update": "changed the risk policy",
    "session.erase": "erased the evidence of the session",
    "webhook.resend": "sent deliveries again to the webhook endpoint",
    "webhook.rotate": "made a new secret for the webhook endpoint",
    "webhook.test": "sent a test to the webhook endpoint",
    "session.outcome": "decided the outcome of the session",
    "session.report.share": "made a link for the candidate to the report of the session",
    "session.answer": "answered the report of the session",
    "session.message": "sent a message to the candidate of the session",
    "organisation.create": "created the organisation",
    "organisation.update": "changed the settings of the organisation",
}
# What members do to themselves, so that the sentence need not name them twice.
OWN = {
    "member.leave": "left the organisation",
    "member.password.change": "changed their own password",
    "member.rename": "changed their own name",
    "member.sign_out": "signed out one of their browsers",
    "member.sign_out_everywhere": "signed out everywhere",
    "member.passkey.add": "added a passkey of their own",
    "member.passkey.remove": "removed a passkey of their own",
}
NOUNS = {
    "api.key": "the API key",
    "assessment": "the assessment",
    "candidate": "the candidate",
    "candidate.token": "a token for the candidate",
    "domain": "the domain",
    "flag": "the flag",
    "member": "the member",
    "member.passkey": "the passkey",
    "organisation": "the organisation",
    "role": "the role",
    "session": "the session",
    "webhook": "the webhook endpoint",
}
VERBS = {
    "add": "added",
    "archive": "archived",
    "create": "created",
    "deactivate": "deactivated",
    "delete": "deleted",
    "disable": "disabled",
    "enable": "enabled",
    "end": "ended",
    "pause": "paused",
    "reactivate": "reactivated",
    "remove": "removed",
    "restore": "restored",
    "resume": "resumed",
    "review": "decided about",
    "revoke": "revoked",
    "rotate": "rotated",
    "update": "changed",
}
# What a filter offers: the beginnings of acts.
KINDS = {
    "api.key.": "API keys",
    "assessment.": "Assessments",
    "candidate.": "Candidates",
    "domain.": "Domains",
    "flag.": "Flags",
    "member.": "Members",
    "organisation.": "Organisation",
    "risk.": "Risk policy",
    "role.": "Roles",
    "session.": "Sessions",
    "webhook.": "Webhooks",
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
SYSTEM = "Eye"
GONE = "A removed member"


def phrase(act: str) -> str:
    """`registered the domain`; what it was done to follows."""
    noun, _, verb = act.rpartition(".")
    spelt = f"{VERBS.get(verb, verb.replace('_', ' '))} {NOUNS.get(noun, noun.replace('.', ' ').replace('_', ' '))}"
    return OWN.get(act) or PHRASES.get(act, spelt.strip())


def actor(row: Row) -> str:
    """Who did it, as they are called now."""
    if row["actor"] == "system":
        return SYSTEM
    if row["actor"] == CANDIDATE:
        return "The candidate"
    if row["actor_key"] is not None:
        return f"The API key {row['actor_key']}"
    return str(row["actor_member"] or (GONE if row["actor"].startswith("mem_") else row["actor"]))


def subject(row: Row, roles: dict[str, str]) -> str:
    """What it was done to, by its name where one is known; empty where the phrase says it."""
    if row["act"].startswith(("organisation.", "risk.")) or row["act"] in OWN:
        return ""
    named = _data(row).get("name")
    if isinstance(named, str):
        return named
    found = row["subject_member"] or row["subject_key"] or roles.get(row["subject"])
    return str(found or (GONE.lower() if row["subject"].startswith("mem_") else row["subject"]))


def details(row: Row, roles: dict[str, str]) -> list[str]:
    """What was decided or changed, a line each; `roles` are the names of roles by id."""
    data = _data(row)
    before, after = data.pop("before", None), data.pop("after", None)
    if not row["act"].startswith("organisation."):
        data.pop("name", None)
    lines = [f"{_label(name)}: {_value(value, roles)}" for name, value in data.items()]
    if isinstance(before, dict) and isinstance(after, dict):
        lines += [_change(name, before.get(name), after.get(name), roles) for name in {**before, **after}]
    return lines


def _change(name: str, before: Any, after: Any, roles: dict[str, str]) -> str:
    if isinstance(before, list) and isinstance(after, list):
        added = [one for one in after if one not in before]
        removed = [one for one in before if one not in after]
        parts = [f"{word} {_value(some, roles)}" for word, some in (("added", added), ("removed", removed)) if some]
        return f"{_label(name)}: {'; '.join(parts)}"
    return f"{_label(name)}: {_value(before, roles)} → {_value(after, roles)}"


def _value(value: Any, roles: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_value(one, roles) for one in value) or "none"
    if value is None or value == "":
        return "none"
    return roles.get(value, value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _label(name: str) -> str:
    """`expiresAt` is `Expires at`."""
    return spelt_out(_CAMEL.sub(" ", name))


def _data(row: Row) -> dict[str, Any]:
    found = json.loads(row["data"])
    return found if isinstance(found, dict) else {}
