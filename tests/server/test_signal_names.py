"""Each signal of the widget is switched off under the name that it has there."""

import re
from pathlib import Path

from eye.assessments.signals import SIGNALS

WIDGET = Path(__file__).parents[2] / "widget" / "src" / "signals"


def test_the_widget_watches_nothing_that_cannot_be_switched_off() -> None:
    sources = [file.read_text() for file in WIDGET.glob("*.ts") if not file.name.endswith(".test.ts")]
    names = [name for source in sources for name in re.findall(r'^  name: "(.+)",$', source, re.M)]
    assert len(names) >= 14
    assert sorted(set(names) - set(SIGNALS)) == []
