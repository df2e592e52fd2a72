"""Sessions with flags, and people who decide about them, for the tests of reviews."""

from typing import Any

from eye.db import Tx
from eye.errors import Refusal
from eye.flags.review import Decision, decide, undo
from eye.organisations.permissions import ROLES
from eye.organisations.principal import Principal
from tests.world import Organisation, World

TYPES = ("TAB_NOT_FOCUS",)


def flagged(owner: Organisation, *types: str, end: bool = False, **start: Any) -> list[dict[str, Any]]:
    """The flags of a new session in which these events happened, in their order, as the API shows them."""
    world = owner.world
    started = owner.started(**start)
    names = ("STARTED", *(types or TYPES))
    world.send(started["token"], *(world.event(seq, type) for seq, type in enumerate(names, 1)))
    if end:
        world.end(started["token"])
    found = owner.get(f"/v1/flags?sessionId={started['sessionId']}&limit=500").json()["items"]
    return sorted(found, key=lambda flag: int(flag["seq"]))


def review(owner: Organisation, flag: dict[str, Any], decision: str, **more: Any) -> Any:
    return owner.call("POST", f"/v1/flags/{flag['id']}/review", {"decision": decision, **more})


def shown(owner: Organisation, flag: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = owner.get(f"/v1/flags/{flag['id']}").json()
    return found


class Reviewer:
    """A member who decides, beside the key of `Organisation.call`."""

    def __init__(self, owner: Organisation, name: str) -> None:
        self.world: World = owner.world
        self.principal = Principal(owner.id, f"mem_{name}", ROLES["Reviewer"])

    def decide(self, flag: dict[str, Any], decision: str, seen: int | None = None) -> str:
        """The state afterwards, or the code of the refusal."""
        wanted = Decision(decision, None, seen)

        def run(tx: Tx) -> Any:
            return decide(tx, self.principal, flag["id"], wanted, self.world.clock.at)

        return _state(self.world.write(run))

    def undo(self, flag: dict[str, Any], seen: int | None = None) -> str:
        def run(tx: Tx) -> Any:
            return undo(tx, self.principal, flag["id"], seen, self.world.clock.at)

        return _state(self.world.write(run))


def _state(made: Any) -> str:
    return made.code if isinstance(made, Refusal) else str(made["review"])
