"""The guard that lets no test pass by not running."""

import pytest

from tests.no_skips import NoSkips

pytest_plugins = ["pytester"]

NOT_RUN = {
    "marked": "@pytest.mark.skip\ndef test_it(): ...",
    "midway": "def test_it(): pytest.skip('not here')",
    "expected": "@pytest.mark.xfail\ndef test_it(): assert False",
    "surprising": "@pytest.mark.xfail\ndef test_it(): ...",
    "module": "pytest.importorskip('nothing_of_this_name')",
}


def test_tests_that_did_not_run_fail_the_run_and_are_named(pytester: pytest.Pytester) -> None:
    run = _run(pytester, {**NOT_RUN, "sound": "def test_it(): ..."})
    assert run.ret == pytest.ExitCode.TESTS_FAILED
    named = {line.partition(".py")[0].removeprefix("test_") for line in run.outlines if line.startswith("test_")}
    assert NOT_RUN.keys() <= named


@pytest.mark.parametrize("kind", NOT_RUN)
def test_one_is_enough(pytester: pytest.Pytester, kind: str) -> None:
    run = _run(pytester, {kind: NOT_RUN[kind], "sound": "def test_it(): ..."})
    assert run.ret == pytest.ExitCode.TESTS_FAILED


def test_a_run_without_skips_passes(pytester: pytest.Pytester) -> None:
    assert _run(pytester, {"sound": "def test_it(): ..."}).ret == pytest.ExitCode.OK


def _run(pytester: pytest.Pytester, tests: dict[str, str]) -> pytest.RunResult:
    pytester.makepyfile(**{f"test_{name}": f"import pytest\n{test}\n" for name, test in tests.items()})
    return pytester.runpytest_inprocess("-q", "-p", "no:playwright", plugins=[NoSkips()])
