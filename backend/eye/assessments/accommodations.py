"""What is switched off or relaxed for one candidate, everywhere or in one assessment. Its fields win over the policy.

The column `candidates.accommodations` keeps it as JSON; a session takes it into its own policy as it begins.
"""

from typing import Any

import msgspec

from eye.assessments.model import Policy
from eye.assessments.wanted import NUMBERS, bounded, read_off
from eye.http.fields import OUTSIDE_ID, Fields, wrong


class Accommodation(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """`off` names signals that are not watched; the numbers replace those of the policy with the same name."""

    off: list[str] = []
    face_absence_seconds: int | None = None
    multiple_face_seconds: int | None = None
    sound_rise_db: int | None = None
    sound_seconds: int | None = None


class Accommodations(msgspec.Struct, frozen=True, omit_defaults=True):
    """What holds everywhere, and what holds besides by the id of an assessment."""

    everywhere: Accommodation = Accommodation()
    assessments: dict[str, Accommodation] = {}


MOST_ASSESSMENTS = 50
# The numbers that can be relaxed, as they are called outside.
RELAXED = tuple(name for name in Accommodation.__struct_encode_fields__ if name in NUMBERS)
NONE = Accommodation()
_decoder = msgspec.json.Decoder(Accommodations)


def read_accommodations(text: str) -> Accommodations:
    return _decoder.decode(text)


def accommodations_text(wanted: Accommodations) -> str:
    return msgspec.json.encode(wanted).decode()


def relaxed(policy: Policy, found: Accommodations, assessment_id: str) -> Policy:
    """The policy of this candidate's session. What holds for the assessment wins over what holds everywhere."""
    for one in (found.everywhere, found.assessments.get(assessment_id, NONE)):
        policy = _with(policy, one)
    return policy


def _with(policy: Policy, one: Accommodation) -> Policy:
    numbers = msgspec.structs.asdict(one).items()
    given = {name: value for name, value in numbers if value is not None and name != "off"}
    off = [*policy.off, *(name for name in one.off if name not in policy.off)]
    return msgspec.structs.replace(policy, off=off, **given)


def read_wanted(fields: Fields) -> Accommodations:
    """`{everywhere?, assessments?: {id: …}}`; what is left out holds no longer."""
    inner = fields.inner("assessments")
    ids = list(inner.found)
    if len(ids) > MOST_ASSESSMENTS or not all(OUTSIDE_ID.match(id) for id in ids):
        raise wrong("assessments", f"must be an object of at most {MOST_ASSESSMENTS} ids of assessments")
    return Accommodations(
        read_accommodation(fields.inner("everywhere")), {id: read_accommodation(inner.inner(id)) for id in ids}
    )


def read_accommodation(fields: Fields) -> Accommodation:
    numbers = {name: bounded(fields, name) for name in RELAXED}
    return msgspec.convert({"off": read_off(fields), **numbers}, Accommodation)


def facts(found: Accommodations) -> dict[str, Any]:
    """By one name each, for the audit log: what holds everywhere under its own, the rest after its assessment's id."""
    said = dict(msgspec.to_builtins(found.everywhere))
    for id, one in found.assessments.items():
        said |= {f"{id}: {name}": value for name, value in msgspec.to_builtins(one).items()}
    return said
