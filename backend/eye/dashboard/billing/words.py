"""How the pages of the billing say what was counted and what changed."""

from collections.abc import Mapping
from datetime import date

from eye.dashboard.show import counted
from eye.db import Row

# Each kind of a line of the ledger as people read it.
KINDS = {
    "grant": "Credits came in",
    "charge": "Charged",
    "expiry": "Expired",
    "reversal": "Given back",
}


def units(quantities: Mapping[str, int]) -> str:
    """`2 sessions, 31 minutes`; what is nothing is left out."""
    return ", ".join(counted(number, meter) for meter, number in quantities.items() if number)


def month_text(month: str) -> str:
    """`2026-09` is `September 2026`."""
    return date(int(month[:4]), int(month[5:]), 1).strftime("%B %Y")


def what_changed(line: Row) -> str:
    """What a line of the ledger is about, beside its kind."""
    if line["usage_id"] is None:
        return str(line["note"])
    about = units({line["meter"]: abs(line["quantity"])}) if line["meter"] else ""
    said = [about if line["kind"] == "charge" else str(line["note"])]
    return ", ".join([*said, *(["beyond what was left"] if line["kind"] == "charge" and not line["lot_id"] else [])])
