"""How times, durations and numbers are written on pages."""

from datetime import UTC, datetime

from markupsafe import Markup

from eye.clock import DAY, HOUR, MINUTE, SECOND, iso

_FORMS = {"time": "%H:%M:%S UTC", "day": "%-d %b %Y", "moment": "%-d %b %Y, %H:%M UTC"}


def moment(at: int, form: str = "moment") -> Markup:
    """A `<time>` in UTC that `app.js` rewrites in the reader's own time zone; `form` is time, day or moment."""
    text = datetime.fromtimestamp(at // 1000, UTC).strftime(_FORMS[form])
    return Markup('<time datetime="{}" data-form="{}">{}</time>').format(iso(at), form, text)


def duration(ms: int) -> str:
    """`1 h 05 min`, `12 min 4 s`, `30 min` or `7 s`."""
    seconds = max(0, ms) // SECOND
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours:
        return f"{hours} h {minutes:02d} min"
    if minutes:
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    return f"{seconds} s"


def clock_face(ms: int) -> str:
    """`12:04` or `1:05:00`, for the axis of a timeline."""
    seconds = max(0, ms) // SECOND
    minutes = f"{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{seconds // 3600}:{minutes}" if seconds >= 3600 else minutes


def ago(at: int, now: int) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `12 days ago`."""
    passed = now - at
    if passed < MINUTE:
        return "just now"
    if passed < HOUR:
        return f"{passed // MINUTE} min ago"
    if passed < DAY:
        return f"{passed // HOUR} h ago"
    days = passed // DAY
    return f"{days} day{'s' if days > 1 else ''} ago"


def number(value: int) -> str:
    """`12,345`."""
    return f"{value:,}"


def counted(value: int, noun: str) -> str:
    """`1 credit`, `12 credits`."""
    return f"{value:,} {noun}{'' if value == 1 else 's'}"


def per_day(value: float) -> str:
    """An average as a person would say it: `12`, `3.4` or `under 0.1`."""
    if value < 0.1:
        return "under 0.1"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")


FILTERS = {
    "moment": moment,
    "duration": duration,
    "ago": ago,
    "number": number,
    "counted": counted,
    "per_day": per_day,
}
