import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock } from "./clock.ts";
import { FakeTime } from "./testing/world.ts";

const NINE = "2026-11-01T09:00:00.000Z";

test("the server's time is carried on", async () => {
  const time = new FakeTime();
  const clock = new Clock(time);
  clock.hear(NINE, time.now);
  await time.pass(1_500);
  assert.equal(clock.iso(), "2026-11-01T09:00:01.500Z");
});

test("the first answer is taken to be half a round trip old", () => {
  const time = new FakeTime();
  const clock = new Clock(time);
  clock.hear(NINE, time.now - 200);
  assert.equal(clock.iso(), "2026-11-01T09:00:00.100Z");
});

test("a later answer changes nothing while it agrees", async () => {
  const time = new FakeTime();
  const clock = new Clock(time);
  clock.hear(NINE, time.now);
  await time.pass(10_000);
  clock.hear("2026-11-01T09:00:09.950Z", time.now - 100);
  assert.equal(clock.iso(), "2026-11-01T09:00:10.000Z");
});

test("a clock that stood still while the computer slept is set right", async () => {
  const time = new FakeTime();
  const clock = new Clock(time);
  clock.hear(NINE, time.now);
  await time.pass(1_000);
  clock.hear("2026-11-01T10:00:00.000Z", time.now - 100);
  assert.equal(clock.iso(), "2026-11-01T10:00:00.000Z");
});

test("the time never goes backwards", async () => {
  const time = new FakeTime();
  const clock = new Clock(time);
  clock.hear(NINE, time.now);
  await time.pass(60_000);
  const before = clock.now();
  clock.hear("2026-11-01T09:00:30.000Z", time.now);
  assert.equal(clock.now(), before);
  await time.pass(31_000);
  assert.equal(clock.iso(), "2026-11-01T09:01:01.000Z");
});

test("a time that cannot be read changes nothing", () => {
  const time = new FakeTime();
  const clock = new Clock(time);
  clock.hear(NINE, time.now);
  clock.hear("soon", time.now);
  assert.equal(clock.iso(), NINE);
});
