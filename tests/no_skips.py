"""A pytest plugin: a test that did not really run (skipped, expected to fail, not importable) fails the whole run."""

from typing import Any

import pytest


class NoSkips:
    def __init__(self) -> None:
        self.unproven: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped or hasattr(report, "wasxfail"):
            self.unproven.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.unproven.append(report.nodeid)

    # First of all, so that the terminal's own summary already speaks of the failure.
    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unproven and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.unproven:
            terminalreporter.section("not proven: every test must run and pass", red=True)
            for nodeid in self.unproven:
                terminalreporter.line(nodeid)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(NoSkips(), "no-skips")
