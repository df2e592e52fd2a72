"""`eye verify`: whether the receipt of an erasure is what Eye has signed."""

from pathlib import Path
from typing import Any

import click
import msgspec

from eye.errors import OperatorError
from eye.retention.receipt import candidate_hash, is_ours, public_key
from eye.settings import read_secrets, read_settings


@click.command()
@click.argument("receipt_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", help="The public key to check with; without it the one of this Eye's secrets.")
@click.option("--candidate", help="The id of a candidate: is the receipt about them? Needs this Eye's secrets.")
def verify(receipt_file: Path, key: str | None, candidate: str | None) -> None:
    """Check the receipt of an erasure, as GET /v1/erasures/{id} answers it."""
    receipt, signature = _read(receipt_file)
    pepper = "" if key and candidate is None else read_secrets(read_settings().secrets_file).pepper
    if not is_ours(receipt, signature, key or public_key(pepper)):
        raise OperatorError("The signature does not belong to this receipt: it was changed, or signed elsewhere.")
    if candidate is not None:
        _compare(receipt, candidate, pepper)
    totals = receipt["totals"]
    click.echo(f"The receipt {receipt['id']} is genuine.")
    click.echo(f"erased  {receipt['erasedAt']}")
    click.echo(", ".join(f"{count} {name}" for name, count in totals.items()))
    if candidate is not None:
        click.echo(f"It is about the candidate {candidate}.")


def _compare(receipt: dict[str, Any], candidate: str, pepper: str) -> None:
    if receipt["candidateHash"] != candidate_hash(receipt["organisationId"], candidate, pepper):
        raise OperatorError(f"It is genuine, but not about the candidate {candidate}.")


def _read(path: Path) -> tuple[dict[str, Any], str]:
    try:
        found = msgspec.json.decode(path.read_bytes())
        receipt, signature = found["receipt"], found["signature"]
    except (msgspec.DecodeError, UnicodeError, KeyError, TypeError):
        raise OperatorError(f"{path} is not the receipt of an erasure.") from None
    if not isinstance(receipt, dict) or not isinstance(signature, str):
        raise OperatorError(f"{path} holds no receipt: the erasure was not done yet.")
    return receipt, signature
