"""Whether a list of entries allows an origin, and if not, what the integrator can do about it."""

from collections.abc import Sequence

from eye.domains.entry import Entry
from eye.domains.origin import Origin
from eye.errors import Refusal


def judge(entries: Sequence[Entry], origin: Origin) -> Entry | Refusal:
    """The entry that allows `origin`, an exact one before a wildcard; or a refusal that does not reveal the list."""
    allowing = [entry for entry in entries if entry.allows(origin)]
    if allowing:
        return min(allowing, key=lambda entry: entry.wildcard)
    return _refusal(entries, origin)


def _refusal(entries: Sequence[Entry], origin: Origin) -> Refusal:
    register = f"Register {origin.text} under Settings → Domains"
    if not entries:
        code, detail = "no_domains_registered", f"The organisation has registered no domain yet. {register}."
    elif any(entry.covers(origin.host) for entry in entries):
        code = "origin_scheme_or_port"
        detail = f"{origin.host} is registered with another scheme or port. {register}, or open the registered address."
    else:
        code, detail = "origin_not_allowed", f"{origin.text} is not registered. {register}."
    return Refusal(code, detail, {"origin": origin.text})
