"""`eye serve`, `eye demo` and `eye migrate`."""

import click

from eye.api.sample import Sample, prepare_sample
from eye.commands.work import migrated, ready, write
from eye.http.listen import listen, open_socket
from eye.operations.logs import write_logs
from eye.settings import assume_public_url, read_settings


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to the level of this program."""
    applied = migrated(read_settings())
    click.echo("\n".join(f"applied {name}" for name in applied) or "The database is up to date.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve Eye. Migrates the database first."""
    assume_public_url(f"http://localhost:{port}")
    settings = read_settings()
    with open_socket(host, port) as opened:
        ready(settings)
        write_logs(settings.log)
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        listen("eye.app:from_environment", opened, workers, lambda: click.echo(f"Eye is running on {address}"))


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def demo(port: int) -> None:
    """Start Eye with a sample organisation, and print three links to open."""
    assume_public_url(f"http://localhost:{port}")
    settings = read_settings()
    with open_socket("127.0.0.1", port) as opened:
        sample = write(settings, prepare_sample, ready(settings).pepper)
        listen("eye.app:sample_from_environment", opened, 1, lambda: click.echo(_welcome(sample, port)))


def _welcome(sample: Sample, port: int) -> str:
    return f"""
Eye is running. Three links to open:

  dashboard       http://localhost:{port}/dashboard/link/{sample.link}
                  signs you in once; start again for a new link
  sample exam     http://localhost:{port}/sample
                  on an allowed domain: start it, switch tabs, and see the flag on the dashboard
  refused exam    http://127.0.0.1:{port}/sample
                  the same exam on a domain that is not registered: read why it does not start

Stop with Ctrl-C. The data stays for the next start.
"""
