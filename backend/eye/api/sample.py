"""The sample organisation of `eye demo`: one domain, one assessment, keys and credits, made once and kept."""

from dataclasses import dataclass
from typing import Any

import msgspec

from eye.assessments.create import create_assessment
from eye.assessments.model import Policy
from eye.assessments.store import find as find_assessment
from eye.billing.credits import grant
from eye.billing.store import find_wallet
from eye.clock import new_secret
from eye.db import Row, Tx
from eye.domains.add import add_domain, read_domain
from eye.errors import Refusal
from eye.events import store as events
from eye.flags import store as flags
from eye.keys.create import NewKey, create_key
from eye.organisations.create import create_organisation
from eye.organisations.permissions import ROLES
from eye.organisations.sign_in.links import make_link
from eye.sessions import store as sessions

ASSESSMENT = "sample-exam"
SIMULATED = "simulator"
OWNER = "owner@sample.invalid"
CREDITS = 100
LOW = 20
MOST = 2_000  # events that the simulator shows


@dataclass(frozen=True, slots=True)
class Sample:
    """`link` is the token of a new one-time link that signs the owner in."""

    organisation_id: str
    link: str


def prepare_sample(tx: Tx, pepper: str, now: int) -> Sample:
    """The sample organisation, made on the first start; a fresh link and enough credits on every start."""
    owner = tx.one("select id, organisation_id from members where email = :email", email=OWNER)
    organisation_id, owner_id = (owner["organisation_id"], owner["id"]) if owner else _make(tx, pepper, now)
    _add_simulator(tx, organisation_id, owner_id, now)
    if find_wallet(tx, organisation_id)["balance"] < LOW:
        grant(tx, organisation_id, CREDITS, "sample credits", now)
    link = new_secret(43)
    make_link(tx, owner_id, "sign_in", link, now)
    return Sample(organisation_id, link)


def _make(tx: Tx, pepper: str, now: int) -> tuple[str, str]:
    made = create_organisation(tx, "Sample University", OWNER, now)
    if isinstance(made, Refusal):
        raise RuntimeError(made.detail)  # the owner was looked for in this transaction
    organisation_id, owner_id = made
    add_domain(tx, organisation_id, owner_id, read_domain("This computer", "localhost"), now)
    everything = ROLES["Owner"]
    for wanted in (NewKey("Website", "publishable", "live"), NewKey("Server", "secret", "live", roles=("Admin",))):
        create_key(tx, organisation_id, owner_id, everything, wanted, pepper, now)
    create_assessment(tx, organisation_id, owner_id, _exam(), now)
    return organisation_id, owner_id


def _exam() -> Row:
    return {
        "id": ASSESSMENT,
        "title": "Introduction to astronomy",
        "duration_ms": 20 * 60 * 1000,
        "attempts": None,
        "opens_at": None,
        "closes_at": None,
        "ai_proctoring": "host",
        "facial_recognition": "host",
        "policy": "{}",
    }


def _add_simulator(tx: Tx, organisation_id: str, owner_id: str, now: int) -> None:
    """An assessment that waits for little, so that each event shows soon; a start of an earlier version made none."""
    if find_assessment(tx, organisation_id, SIMULATED) is not None:
        return
    policy = Policy(camera=True, microphone=True, face_absence_seconds=2, snapshot_seconds=20)
    title = {"id": SIMULATED, "title": "Simulator", "policy": msgspec.json.encode(policy).decode()}
    create_assessment(tx, organisation_id, owner_id, _exam() | title, now)


def stored_by_sample(tx: Tx, session_id: str) -> dict[str, Any] | None:
    """What is stored of a session of the sample organisation: its status, events and flags."""
    owner = tx.one("select organisation_id from members where email = :email", email=OWNER)
    session = None if owner is None else sessions.find(tx, owner["organisation_id"], session_id)
    if session is None:
        return None
    rows = events.of_session(tx, session_id, 0, 0, MOST)
    told = [{"seq": row["seq"], "type": row["type"], "data": msgspec.json.decode(row["data"])} for row in rows]
    raised = [
        {"type": row["type"], "cleared": row["cleared_at"] is not None} for row in flags.of_session(tx, session_id)
    ]
    return {"status": session["status"], "events": told, "flags": raised}


def sample_key(tx: Tx) -> str | None:
    """The publishable key that the sample exam uses: the oldest one of the sample organisation that still works."""
    row = tx.one(
        """select k.plain from keys k join members m on m.organisation_id = k.organisation_id
           where m.email = :email and k.kind = 'publishable' and k.mode = 'live' and k.revoked_at is null
             and k.inactive_at is null order by k.id limit 1""",
        email=OWNER,
    )
    return None if row is None else str(row["plain"])
