"""How often a password may be guessed, from where."""

from eye.clock import MINUTE
from eye.organisations.sign_in.limit import MOST_OF_ADDRESS, MOST_OF_EMAIL, SignInLimit


def test_one_email_is_tried_ten_times_from_an_address() -> None:
    limit = SignInLimit()
    for _ in range(MOST_OF_EMAIL):
        assert limit.wait("192.0.2.1", "ada", 0) == 0
        limit.tried("192.0.2.1", "ada", 0)
    assert limit.wait("192.0.2.1", "ada", 5 * MINUTE) == 600
    assert limit.wait("192.0.2.1", "ada", 15 * MINUTE) == 0


def test_nobody_can_lock_out_a_member_who_is_elsewhere() -> None:
    limit = SignInLimit()
    for _ in range(1_000):
        limit.tried("192.0.2.1", "ada", 0)
    assert limit.wait("198.51.100.7", "ada", 0) == 0


def test_an_address_that_tries_many_emails_is_stopped_too() -> None:
    limit = SignInLimit()
    for number in range(MOST_OF_ADDRESS):
        limit.tried("192.0.2.1", f"member {number}", 0)
    assert limit.wait("192.0.2.1", "somebody else", 0) > 0


def test_the_addresses_of_one_ipv6_network_count_together() -> None:
    limit = SignInLimit()
    for number in range(MOST_OF_EMAIL):
        limit.tried(f"2001:db8::{number:x}", "ada", 0)
    assert limit.wait("2001:db8::ffff", "ada", 0) > 0
    assert limit.wait("2001:db8:0:1::1", "ada", 0) == 0


def test_a_school_behind_one_address_signs_in_as_often_as_it_likes() -> None:
    limit = SignInLimit()
    for number in range(2 * MOST_OF_ADDRESS):
        assert limit.wait("192.0.2.1", f"member {number}", 0) == 0
        limit.tried("192.0.2.1", f"member {number}", 0)
        limit.succeeded("192.0.2.1", f"member {number}")


def test_a_success_forgives_the_failures_with_this_email() -> None:
    limit = SignInLimit()
    for _ in range(MOST_OF_EMAIL):
        limit.tried("192.0.2.1", "ada", 0)
    limit.succeeded("192.0.2.1", "ada")
    assert limit.wait("192.0.2.1", "ada", 0) == 0
