"""Scripts are made from a seed alone, and are as varied as exams are."""

from collections import Counter

from eye.events.types import BEFORE_THE_EXAM, TYPES
from eye.flags.rules import BY_EVENT
from eye.simulate import reconcile
from eye.simulate.script import BEFORE, ODDITIES, Act, Report, Script, write_script

MINUTES = 30


def scripts(seed: int = 1, count: int = 200) -> list[Script]:
    return [write_script(seed, number, MINUTES * 60) for number in range(count)]


def test_the_same_seed_gives_the_same_exams() -> None:
    assert [one.acts for one in scripts(1, 20)] == [one.acts for one in scripts(1, 20)]
    assert [one.acts for one in scripts(1, 20)] != [one.acts for one in scripts(2, 20)]


def test_every_trouble_comes_up() -> None:
    did = Counter(act.do for script in scripts() for act in script.acts if isinstance(act, Act))
    assert did.keys() == {"beat", "reload", "offline", "other_tab", "take_over", "finish"}
    assert {act.how for script in scripts() for act in script.acts if isinstance(act, Act) and act.do == "finish"} == {
        "event",
        "request",
        "closed",
    }
    assert any(script.skew for script in scripts())
    assert any(script.lost_start for script in scripts())


def test_there_is_about_a_flag_a_minute() -> None:
    raised = sum(
        any(act.events == odd.begins for odd in ODDITIES)
        for script in scripts()
        for act in script.acts
        if isinstance(act, Report)
    )
    assert 0.7 < raised / 200 / MINUTES < 2


def test_it_reports_what_the_server_knows_and_one_type_that_it_does_not() -> None:
    types = {type for script in scripts() for act in script.acts if isinstance(act, Report) for type, _ in act.events}
    assert types - TYPES.keys() == {"EVENT_OF_TOMORROW"}
    assert all(any(type in BY_EVENT for type, _ in odd.begins) for odd in ODDITIES)
    assert {type for type, _ in BEFORE} < BEFORE_THE_EXAM == reconcile.BEFORE_THE_EXAM


def test_an_exam_begins_before_it_ends() -> None:
    for script in scripts():
        assert script.acts[0] == Report(0.2, BEFORE)
        assert isinstance(script.acts[-1], Act)
        assert script.acts[-1].do == "finish"
