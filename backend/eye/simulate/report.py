"""The result of a run in words."""

from collections import Counter
from collections.abc import Iterator

from eye.simulate.measure import table
from eye.simulate.run import Outcome, Wanted

SHOWN = 20


def report(wanted: Wanted, outcome: Outcome) -> str:
    """Several lines, the verdict last."""
    parts = [_head(wanted, outcome), _columns(table(outcome.measures)), *_counts(outcome), *_verdict(outcome)]
    return "\n\n".join(parts)


def _head(wanted: Wanted, outcome: Outcome) -> str:
    stopped = ", stopped by Ctrl-C" if outcome.stopped else ""
    return (
        f"{wanted.candidates:,} candidates, {wanted.minutes:g} minutes at pace {wanted.pace:g}, seed {wanted.seed}, "
        f"run {wanted.run}: {outcome.measures.requests:,} requests in {outcome.seconds:,.1f} s"
        f" ({outcome.measures.requests / max(outcome.seconds, 0.001):,.0f}/s){stopped}"
    )


def _columns(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def _counts(outcome: Outcome) -> Iterator[str]:
    did, codes = outcome.measures.did, outcome.measures.codes
    if did:
        yield "On purpose: " + ", ".join(f"{count:,} {what}" for what, count in sorted(did.items())) + "."
    if codes:
        said = (f"{count:,} × {code} at {endpoint}" for (endpoint, code), count in codes.most_common())
        yield "Refused, rejected or lost on the way: " + ", ".join(said) + "."


def _verdict(outcome: Outcome) -> Iterator[str]:
    started = [one for one in outcome.accounts if one.session_id is not None]
    stored = sum(event.stored is True for one in started for _, event in one.events)
    media = sum(len(one.media) for one in started)
    flags = sum(len(one.flags) for one in started)
    yield (
        f"Acknowledged: {len(started):,} sessions, {stored:,} events, {flags:,} flags, {media:,} media. "
        "Each was looked up in the server's own books."
    )
    if outcome.refused:
        said = ", ".join(f"{count:,} × {code}" for code, count in Counter(outcome.refused).most_common())
        yield f"TURNED AWAY at their start or after a reload: {len(outcome.refused):,} candidates ({said})."
    if not outcome.differences:
        yield "No difference: every acknowledged event is there once and in order, every exam was charged once."
        return
    kinds = ", ".join(
        f"{count:,} × {kind}" for kind, count in Counter(one.kind for one in outcome.differences).most_common()
    )
    lines = [f"  {one.session_id}: {one.detail}" for one in outcome.differences[:SHOWN]]
    more = len(outcome.differences) - SHOWN
    lines += [f"  and {more:,} more"] if more > 0 else []
    yield "\n".join([f"DIFFERENCES: {len(outcome.differences):,} ({kinds})", *lines])
