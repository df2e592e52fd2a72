import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock } from "./clock.ts";
import { Deadline } from "./deadline.ts";
import { FakeTime } from "./testing/world.ts";

function waiting(): { time: FakeTime; deadline: Deadline; heard: string[] } {
  const time = new FakeTime();
  const clock = new Clock(time);
  clock.hear("2026-11-01T09:00:00.000Z", time.now);
  const heard: string[] = [];
  return {
    time,
    heard,
    deadline: new Deadline(time, clock, { ask: () => heard.push("ask"), over: () => heard.push("over") }),
  };
}

test("just after the end the server is asked", async () => {
  const { time, deadline, heard } = waiting();
  deadline.set("2026-11-01T09:01:00.000Z");
  await time.pass(60_000);
  assert.deepEqual(heard, []);
  await time.pass(1_000);
  assert.deepEqual(heard, ["ask"]);
});

test("without an answer it is over half a minute later", async () => {
  const { time, deadline, heard } = waiting();
  deadline.set("2026-11-01T09:01:00.000Z");
  await time.pass(90_000);
  assert.deepEqual(heard, ["ask", "over"]);
});

test("an end that was moved counts", async () => {
  const { time, deadline, heard } = waiting();
  deadline.set("2026-11-01T09:01:00.000Z");
  await time.pass(61_000);
  deadline.set("2026-11-01T09:05:00.000Z");
  await time.pass(100_000);
  assert.deepEqual(heard, ["ask"]);
});

test("the same end announced again changes nothing", async () => {
  const { time, deadline, heard } = waiting();
  deadline.set("2026-11-01T09:01:00.000Z");
  await time.pass(61_000);
  deadline.set("2026-11-01T09:01:00.000Z");
  await time.pass(30_000);
  assert.deepEqual(heard, ["ask", "over"]);
});

test("stopped is stopped, and no end is no end", async () => {
  const { time, deadline, heard } = waiting();
  deadline.set("2026-11-01T09:01:00.000Z");
  deadline.stop();
  deadline.set(null);
  await time.pass(200_000);
  assert.deepEqual(heard, []);
});

test("an exam of weeks does not end at once", async () => {
  const { time, deadline, heard } = waiting();
  deadline.set("2026-12-31T09:00:00.000Z");
  await time.pass(60_000);
  assert.deepEqual(heard, []);
});
