"""The evidence of a flag: awaited for 30 s, linked for an hour, shown to whoever holds the link and to nobody else."""

from typing import Any

from tests.media.upload import PNG, upload
from tests.webhooks.conftest import Hooks
from tests.webhooks.receiver import answers


def path_of(url: str) -> str:
    return url.removeprefix("http://localhost:8000")


def seen(hooks: Hooks, url: str) -> Any:
    return hooks.world.client.get(path_of(url))


def test_a_flag_waits_for_its_media(hooks: Hooks) -> None:
    hooks.endpoint()
    start = hooks.flag(mediaId="shot_1")
    assert hooks.round() == []
    hooks.world.clock.move(seconds=10)
    assert hooks.round() == []
    assert upload(hooks.world, start["token"]).status_code == 201
    hooks.world.clock.move(seconds=1)
    (request,) = hooks.round()
    assert seen(hooks, request.json["mediaUrl"]).content == PNG
    assert hooks.round() == []


def test_without_its_media_it_is_told_after_thirty_seconds_and_the_media_follows(hooks: Hooks) -> None:
    hooks.endpoint()
    start = hooks.flag(mediaId="shot_1")
    hooks.round()
    hooks.world.clock.move(seconds=30)
    (flag,) = hooks.round()
    assert (flag.json["event"], flag.json["mediaUrl"], flag.json["sequence"]) == ("Flag", None, 1)
    hooks.world.clock.move(minutes=20)
    for _ in range(10):
        assert hooks.round() == []
    assert upload(hooks.world, start["token"]).status_code == 201
    (media,) = [request for _ in range(10) for request in hooks.round()]
    assert (media.json["event"], media.json["flagId"]) == ("flag.media", flag.json["flagId"])
    assert media.json["sequence"] == 2
    assert seen(hooks, media.json["mediaUrl"]).content == PNG


def test_each_attempt_carries_a_fresh_link_and_the_log_none(hooks: Hooks) -> None:
    made = hooks.endpoint()
    start = hooks.flag(mediaId="shot_1")
    upload(hooks.world, start["token"])
    hooks.school.will(answers(500))
    (first,) = hooks.round()
    hooks.world.clock.move(minutes=2)
    (second,) = hooks.round()
    assert first.json["mediaUrl"] != second.json["mediaUrl"]
    logged = str(hooks.delivery(made))
    assert "/media/" in logged
    assert not [one for one in (first, second) if path_of(one.json["mediaUrl"]) in logged]


def test_a_link_ends_after_an_hour(hooks: Hooks) -> None:
    hooks.endpoint()
    upload(hooks.world, hooks.flag(mediaId="shot_1")["token"])
    url = hooks.round()[0].json["mediaUrl"]
    hooks.world.clock.move(minutes=59)
    assert seen(hooks, url).status_code == 200
    hooks.world.clock.move(minutes=3)
    assert seen(hooks, url).status_code == 404


def test_the_media_is_served_so_that_it_can_do_nothing(hooks: Hooks) -> None:
    hooks.endpoint()
    upload(hooks.world, hooks.flag(mediaId="shot_1")["token"])
    answer = seen(hooks, hooks.round()[0].json["mediaUrl"])
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["content-disposition"] == 'inline; filename="shot_1.png"'
    assert answer.headers["cache-control"] == "private, no-store"


def test_a_link_that_was_not_signed_leads_nowhere(hooks: Hooks) -> None:
    hooks.endpoint()
    start = hooks.flag(mediaId="shot_1")
    upload(hooks.world, start["token"])
    url = hooks.round()[0].json["mediaUrl"]
    for path in (f"/media/{start['token']}", f"{url}x", url[:-3], "/media/x", "/media/" + "x" * 2_000):
        assert seen(hooks, path).status_code == 404


def test_media_that_was_deleted_leads_nowhere(hooks: Hooks) -> None:
    hooks.endpoint()
    upload(hooks.world, hooks.flag(mediaId="shot_1")["token"])
    url = hooks.round()[0].json["mediaUrl"]
    hooks.world.execute("delete from media")
    assert seen(hooks, url).status_code == 404
