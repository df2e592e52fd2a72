"""Reads what people typed into forms."""

from starlette.datastructures import FormData


def typed(form: FormData, name: str, most: int = 200) -> str:
    """The field in one line, cut to `most` characters, without what PostgreSQL cannot store (zero, half surrogates)."""
    value = form.get(name, "")
    return printable(value, most) if isinstance(value, str) else ""


def printable(text: str, most: int = 200) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()[:most]


def secret(form: FormData, name: str) -> str:
    """A password exactly as it was typed."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def ticked(form: FormData, name: str) -> tuple[str, ...]:
    """The values of the boxes with this name that are ticked, each once."""
    values = {printable(value) for value in form.getlist(name) if isinstance(value, str)}
    return tuple(sorted(values - {""}))
