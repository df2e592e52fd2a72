import assert from "node:assert/strict";
import { test } from "node:test";

import { Reach } from "./reach.ts";
import { FakeTime } from "./testing/world.ts";

function reaching(): { reach: Reach; time: FakeTime; heard: string[] } {
  const time = new FakeTime();
  const heard: string[] = [];
  const reach = new Reach(time, {
    network: (reached) => heard.push(reached ? "network back" : "network lost"),
    changed: () => heard.push(reach.isReached ? "shown as reached" : "shown as not reached"),
    lasts: () => heard.push("lasts"),
  });
  return { reach, time, heard };
}

test("a network that is lost is shown at once, and told once it lasts", async () => {
  const { reach, time, heard } = reaching();
  reach.heard(false, false);
  await time.pass(61_000);
  assert.deepEqual(heard, ["network lost", "shown as not reached", "lasts"]);
});

test("a server that answers but takes nothing is no lost network", () => {
  const { reach, heard } = reaching();
  reach.heard(false, true);
  reach.heard(false, true);
  assert.deepEqual(heard, ["shown as not reached"]);
});

test("what is over soon is not told, nor what is stopped", async () => {
  const { reach, time, heard } = reaching();
  reach.heard(false, false);
  await time.pass(10_000);
  reach.heard(true, true);
  await time.pass(120_000);
  reach.heard(false, false);
  reach.stop();
  await time.pass(120_000);
  assert.ok(!heard.includes("lasts"));
  assert.deepEqual(heard.slice(2, 4), ["network back", "shown as reached"]);
});
