"""Webhooks for the tests of what is erased of them."""

from tests.webhooks.conftest import hooks, outside, school

__all__ = ["hooks", "outside", "school"]
