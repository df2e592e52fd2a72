import assert from "node:assert/strict";
import { test } from "node:test";

import { confirmEnd } from "./end.ts";
import { World } from "./testing/world.ts";

const BROKEN = { status: 0, body: "" };

function ending(world: World): Promise<void> {
  return confirmEnd({ outside: world.outside, base: "https://eye.example/", answer: { token: "token" } }, "host");
}

test("the server is told once that the exam is over", async () => {
  const world = new World();
  world.server.replies = [{ status: 200, body: { status: "ended" } }];
  await ending(world);
  assert.deepEqual(
    world.server.requests.map(({ url, body }) => [url, body]),
    [["https://eye.example/v1/end", { token: "token", reason: "host" }]],
  );
});

test("a lost answer is asked for again", async () => {
  const world = new World();
  world.server.replies = [BROKEN, { status: 503, body: {} }, { status: 200, body: { status: "ended" } }];
  const told = ending(world);
  await world.time.pass(5_000);
  await told;
  assert.equal(world.server.requests.length, 3);
});

test("a refusal is an answer", async () => {
  const world = new World();
  world.server.replies = [{ status: 401, body: { code: "session_token_expired", detail: "" } }];
  await ending(world);
  assert.equal(world.server.requests.length, 1);
});

test("a server that stays away is given up", async () => {
  const world = new World();
  world.server.replies = [BROKEN];
  const told = ending(world);
  await world.time.pass(60_000);
  await told;
  assert.equal(world.server.requests.length, 5);
});
