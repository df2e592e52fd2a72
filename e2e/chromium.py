"""Which Chromium the tests drive, and how it is kept from asking anything of the internet."""

from tools.find import chromium

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


def chromium_path() -> str:
    found = chromium()
    assert found is not None, "No Chromium was found: `make test` installs one, or set EYE_CHROMIUM."
    return str(found)
