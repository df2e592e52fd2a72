"""What is said about every operation of the API: one table an area, by method and path of its route.

A test holds the tables and the routes together. A new route is one entry in the table of its area.
"""

from eye.api.reference.assessments import ASSESSMENTS, CANDIDATES
from eye.api.reference.billing import BILLING
from eye.api.reference.browser import BROWSER
from eye.api.reference.erasures import ERASURES
from eye.api.reference.flags import FLAGS
from eye.api.reference.keys import DOMAINS, KEYS
from eye.api.reference.oauth import OAUTH
from eye.api.reference.operation import Operation, Operations
from eye.api.reference.operators import OPERATORS
from eye.api.reference.organisation import AUDIT, MEMBERS, ORGANISATION, ROLES
from eye.api.reference.reports import REPORTS
from eye.api.reference.sessions import SESSIONS
from eye.api.reference.webhooks import WEBHOOKS

# In the order of the page.
AREAS: dict[str, Operations] = {
    "Assessments": ASSESSMENTS,
    "Candidates": CANDIDATES,
    "Sessions": {**SESSIONS, **REPORTS},
    "Flags": FLAGS,
    "Billing": BILLING,
    "Erasures": ERASURES,
    "Webhooks": WEBHOOKS,
    "Keys": KEYS,
    "Domains": DOMAINS,
    "Organisation": ORGANISATION,
    "Members": MEMBERS,
    "Roles": ROLES,
    "Audit": AUDIT,
    "Access tokens": OAUTH,
    "The exam page": BROWSER,
    "Operation": OPERATORS,
}

__all__ = ["AREAS", "Operation"]
