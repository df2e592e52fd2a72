"""What every test may ask for. The fixtures are in modules of their own, so that `e2e/` can take them too."""

pytest_plugins = ["tests.databases", "tests.world", "tests.mailbox"]
