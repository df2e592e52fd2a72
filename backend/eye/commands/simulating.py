"""`eye simulate`: what can be asked for, and what is refused before anything is sent."""

import asyncio
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import click

from eye.clock import new_secret
from eye.errors import OperatorError
from eye.simulate.check import ASSESSMENT, is_loopback
from eye.simulate.report import report
from eye.simulate.run import Wanted, simulate
from eye.simulate.show import Show
from eye.simulate.wire import read_place

ENOUGH_FILES = 16_384


@click.command("simulate")
@click.option("--candidates", default=20, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--minutes", default=5.0, show_default=True, type=click.FloatRange(0.1, 24 * 60), help="Of the exam.")
@click.option(
    "--pace", default=1.0, show_default=True, type=click.FloatRange(0.1, 1000), help="10 makes ten seconds one."
)
@click.option("--seed", default=1, show_default=True, help="The same seed plays the same exams.")
@click.option("--url", default="http://localhost:8000", show_default=True, help="Where Eye answers.")
@click.option("--key", required=True, help="A publishable key; one in test mode costs no credits.")
@click.option("--secret-key", required=True, envvar="EYE_SECRET_KEY", show_envvar=True, help="To read what was stored.")
@click.option("--origin", help="The website that the candidates are on.  [default: that of --url]")
@click.option(
    "--assessment", "assessments", multiple=True, default=[ASSESSMENT], show_default=True, help="Again for several."
)
@click.option("--yes-load-this-server", "consent", is_flag=True, help="Needed where the server is not this machine.")
def simulate_command(
    candidates: int,
    minutes: float,
    pace: float,
    seed: int,
    url: str,
    key: str,
    secret_key: str,
    origin: str | None,
    assessments: tuple[str, ...],
    consent: bool,
) -> None:
    """Let scripted candidates take an exam over HTTP, and compare what they sent with what was stored.

    Ends with exit code 1 when anything differs or a candidate was turned away. Ctrl-C stops the exams and compares.
    """
    _consented(url, consent)
    _may_open_files()
    found = urlsplit(url)
    wanted = Wanted(
        url=url,
        key=key,
        secret_key=secret_key,
        origin=origin or f"{found.scheme}://{found.netloc}",
        assessments=assessments,
        candidates=candidates,
        minutes=minutes,
        pace=pace,
        seed=seed,
        run=new_secret(6),
    )
    with asyncio.Runner(loop_factory=_quick_loop(url)) as runner:
        outcome = runner.run(simulate(wanted, Show()))
    click.echo(report(wanted, outcome))
    sys.exit(0 if outcome.good else 1)


def _consented(url: str, consent: bool) -> None:
    try:
        host = read_place(url).host
    except ValueError:
        raise OperatorError(f"--url is {url!r}; give an address such as http://localhost:8000.") from None
    if not is_loopback(host) and not consent:
        raise OperatorError(
            f"{host} is not this machine. Thousands of candidates are a load that its operator must want: "
            "say so with --yes-load-this-server."
        )


def _quick_loop(url: str) -> Callable[[], asyncio.AbstractEventLoop] | None:
    # uvloop cannot close while a handshake of TLS hangs, and its complaint would hide what was wrong.
    if sys.platform == "win32" or url.startswith("https:"):
        return None
    import uvloop

    return uvloop.new_event_loop


def _may_open_files() -> None:
    """Each candidate is a connection; the usual limit of 1,024 open files is for less."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, ENOUGH_FILES)
    if soft < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))
