"""Flags that a page went on with a session without the token of the page before."""

from eye.clock import new_id
from eye.db import Row, Tx
from eye.flags import store
from eye.flags.announce import announce
from eye.flags.fold import moment


def flag_takeover(tx: Tx, session: Row, now: int) -> None:
    """`session` is the row after its new page has begun."""
    flag = moment("SESSION_TAKEOVER", new_id("flg", now), 0, now)
    store.insert(tx, session, session["gen"], [flag], late=False, now=now)
    store.count_one(tx, session["id"])
    announce(tx, session, [flag], now)
