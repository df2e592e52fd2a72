"""The `eye` command in this process, where none of its own is needed: to start one takes longer than all it does."""

import pytest
from click.testing import CliRunner

from eye.cli import eye
from eye.errors import OperatorError


def said(*arguments: str, **variables: str) -> str:
    """What a command that succeeds prints."""
    return str(CliRunner().invoke(eye, arguments, env=variables, catch_exceptions=False).output)


def refused(*arguments: str, **variables: str) -> str:
    """The sentence with which it ends otherwise."""
    with pytest.raises(OperatorError) as refusal:
        said(*arguments, **variables)
    return str(refusal.value)
