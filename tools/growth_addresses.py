"""What `make growth` asks for: every page and list of the route tables, and the searches and filters of each."""

import re

from starlette.routing import BaseRoute, Route

# What answers something else than a page: a stream without end, the way to another page, what is nowhere.
NOT_MEASURED = {"/dashboard/live/stream", "/dashboard/settings", "/dashboard/settings/keys", "/dashboard/{rest:path}"}
NOT_MEASURED |= {"/dashboard/sessions/{session_id}/look"}  # a part of the session page about one flag
OUTSIDE = ("/dashboard/sign-in", "/dashboard/forgotten", "/dashboard/register")
FILES = (".csv", ".zip")
# What an address names one of, by the folder before it, and how the growth run calls the one that it knows.
NAMED = {
    "sessions": "session",
    "flags": "flag",
    "assessments": "assessment",
    "candidates": "candidate",
    "keys": "key",
    "domains": "domain",
    "members": "member",
}
ONE = re.compile(rf"(?<=/)({'|'.join(NAMED)})/\{{\w+\}}")
KNOWN = "|".join(NAMED.values())


def addresses(routes: list[BaseRoute], prefix: str) -> list[str]:
    """Each that can be asked knowing one of what is `NAMED`, which stands in it as `{session}`."""
    found = []
    for route in routes:
        if not isinstance(route, Route) or "GET" not in (route.methods or ()) or route.path in NOT_MEASURED:
            continue
        path = ONE.sub(lambda one: f"{one[1]}/{{{NAMED[one[1]]}}}", route.path)
        if (
            path.startswith(prefix)
            and not re.search(rf"\{{(?!(?:{KNOWN})\}})", path)
            and not path.startswith(OUTSIDE)
            and not path.endswith(FILES)
        ):
            found.append(path)
    return found


def _lines(text: str) -> list[str]:
    return text.split()


# `{day}`, `{month}` and `{quarter}` are 40, 30 and 89 days ago; candidates are called c0, c1, …, `First7 Last7`. What
# finds a page of rows among many and a few among few stands in braces: `{id}`, `{name}` and `{names}` are beginnings,
# and from `{day}` to `{until}` are as many days as it takes.
SEARCHES = _lines("""
/dashboard?days=90
/dashboard/live?needing=1
/dashboard/live?assessment=exam-0
/dashboard/sessions?status=running
/dashboard/sessions?status=created
/dashboard/sessions?status=active
/dashboard/sessions?status=paused
/dashboard/sessions?status=ended
/dashboard/sessions?assessment=exam-7
/dashboard/sessions?assessment=exam-none
/dashboard/sessions?assessment=exam-7&status=paused
/dashboard/sessions?sort=risk
/dashboard/sessions?sort=risk&assessment=exam-7
/dashboard/sessions?sort=risk&candidate={id}
/dashboard/sessions?candidate={id}
/dashboard/sessions?candidate={name}
/dashboard/sessions?candidate={names}
/dashboard/sessions?candidate=nobody
/dashboard/sessions?candidate=nobody&status=ended
/dashboard/flags?state=all
/dashboard/flags?state=decided
/dashboard/flags?severity=high
/dashboard/flags?type=PASTE
/dashboard/flags?type=NETWORK_LOST
/dashboard/flags?assessment=exam-7
/dashboard/flags?assessment=exam-7&severity=high
/dashboard/flags?assessment=exam-none&state=all
/dashboard/flags?candidate={id}&state=all
/dashboard/flags?candidate={name}&state=decided
/dashboard/flags?candidate=nobody
/dashboard/flags?candidate=nobody&state=all
/dashboard/flags?from={day}&to={until}&state=all
/dashboard/flags?from={day}&to={until}&severity=high&type=PASTE
/dashboard/flags?to=2020-01-01
/dashboard/candidates?find={id}
/dashboard/candidates?find={name}
/dashboard/candidates?find={names}
/dashboard/candidates?find=nobody
/dashboard/candidates?after=c5
/dashboard/settings/audit?actor=growth
/dashboard/settings/audit?actor=nobody
/dashboard/settings/audit?act=session.
/dashboard/settings/audit?act=webhook.
/dashboard/settings/audit?act=risk.&actor=growth
/dashboard/settings/audit?subject={session}
/dashboard/settings/audit?from={day}&to={until}
/dashboard/settings/audit?from={day}&to={until}&act=risk.
/dashboard/settings/audit?to=2020-01-01
/dashboard/billing?days=90
/dashboard/billing?days=365
/dashboard/billing/ledger?before=500
/dashboard/billing/usage?by=key
/dashboard/billing/usage?by=domain
/dashboard/billing/usage?by=assessment
/dashboard/billing/usage?by=candidate
/dashboard/billing/usage?by=session
/dashboard/billing/usage?by=charge
/dashboard/billing/usage?by=day&from={quarter}
/dashboard/billing/usage?by=key&from={quarter}
/dashboard/billing/usage?by=domain&from={quarter}
/dashboard/billing/usage?by=assessment&from={quarter}
/dashboard/billing/usage?by=candidate&from={quarter}
/dashboard/billing/usage?by=session&from={quarter}
/dashboard/billing/usage?by=session&from={day}&to={until}
/dashboard/billing/usage?by=candidate&from={day}&to={until}
/dashboard/billing/usage?by=charge&from={day}&to={until}
/dashboard/billing/usage?by=session&assessment=exam-7
/dashboard/billing/usage?by=candidate&assessment=exam-7&from={month}
/dashboard/billing/usage?by=charge&assessment=exam-none
/dashboard/billing/usage?by=session&key={key}
/dashboard/billing/usage?by=candidate&key=key_none
/dashboard/billing/usage?by=session&domain=nowhere.example
/dashboard/billing/usage?by=day&candidate=c77
/dashboard/billing/usage?by=assessment&candidate=c77
/dashboard/billing/usage?by=session&candidate=nobody
/v1/usage?groupBy=day
/v1/usage?groupBy=candidate
/v1/usage?groupBy=session
/v1/usage?groupBy=meter
/v1/usage?from={day}T00:00:00Z&assessment=exam-7
/v1/sessions?status=paused
/v1/sessions?assessment=exam-7
/v1/sessions?assessment=exam-none
/v1/sessions?candidate=c77
/v1/sessions?candidate=nobody
/v1/sessions?from={day}T00:00:00Z&to={until}T12:00:00Z
/v1/flags?type=NETWORK_LOST
/v1/flags?severity=high
/v1/flags?candidate=nobody
/v1/audit?actor=nobody
/v1/audit?act=webhook.
""")
