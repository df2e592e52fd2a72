"""The shared vectors: an entry, the Origin header fields of a request, and what comes of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from eye.domains.entry import read_entry
from eye.domains.judge import judge
from eye.domains.origin import read_origin
from eye.errors import Refusal, Refused

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "origins.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=[f"{vector['entry']!a}: {vector['why']}" for vector in VECTORS])
def test_the_matcher_agrees_with_the_vector(vector: dict[str, Any]) -> None:
    assert _outcome(vector["entry"], vector["origin"]) == (vector["expect"], vector["code"])


def _outcome(entry_text: str, origin_values: list[str]) -> tuple[str, str | None]:
    try:
        entry = read_entry(entry_text)
    except Refused as refused:
        return "refused", refused.refusal.code
    origin = read_origin(origin_values)
    found = origin if isinstance(origin, Refusal) else judge([entry], origin)
    return ("deny", found.code) if isinstance(found, Refusal) else ("allow", None)
