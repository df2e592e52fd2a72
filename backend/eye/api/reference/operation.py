"""What the reference says about one operation, beyond what its route already tells: path, method and permission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from eye.api.reference.fields import Body, Schema

T = TypeVar("T")
Time = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"}, examples=["2026-01-31T09:00:00.000Z"])]


class Answer(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A document of ours. The tests hold the answers to these fields and no others; clients ignore what they lack."""


class Page(Answer, Generic[T]):
    """One page of a list. `nextCursor` is the `cursor` of the next one, and null on the last."""

    items: list[T]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Operation:
    """`answers` has the type of the body by status; None means that there is none, a text its content type.

    `refuses` are the codes of this operation itself. Those that every operation of its kind answers are known from its
    route: a body that cannot be read, a key that is refused, an id in the path that does not exist.
    `also` is another content type in which 200 may answer.
    """

    summary: str
    answers: Mapping[int, Any]
    body: Body | None = None
    query: Mapping[str, Schema] = field(default_factory=dict)
    refuses: tuple[str, ...] = ()
    detail: str = ""
    also: str = ""


Operations = dict[str, Operation]
