import assert from "node:assert/strict";
import { test } from "node:test";

import { BROKEN, problem, sending, sentSeqs } from "./testing/sending.ts";
import { accept, type Reply, type Request, World } from "./testing/world.ts";

test("events go together, with the token of their stream", async () => {
  const it = sending();
  it.world.server.replies = [accept];
  it.add(3);
  it.sender.wake(100);
  await it.world.time.pass(99);
  assert.equal(it.world.server.requests.length, 0);
  await it.world.time.pass(1);
  assert.deepEqual(sentSeqs(it), [[1, 2, 3]]);
  assert.equal(it.world.server.requests[0]?.body["token"], "token 1");
  assert.equal(it.queue.isEmpty, true);
});

test("the earlier of two wishes counts", async () => {
  const it = sending();
  it.world.server.replies = [accept];
  it.add(1);
  it.sender.wake(1_500);
  it.sender.wake(100);
  it.sender.wake(1_500);
  await it.world.time.pass(100);
  assert.equal(it.world.server.requests.length, 1);
  await it.world.time.pass(2_000);
  assert.equal(it.world.server.requests.length, 1);
});

test("more than a batch goes in several, one after the other", async () => {
  const it = sending();
  it.world.server.replies = [accept];
  it.add(250);
  it.sender.wake(0);
  await it.world.time.pass(0);
  assert.deepEqual(
    sentSeqs(it).map((batch) => batch.length),
    [100, 100, 50],
  );
});

test("what was not acknowledged goes again", async () => {
  const it = sending();
  it.world.server.replies = [(request: Request) => accept(request, { acked: 2 }), accept];
  it.add(3);
  it.sender.wake(0);
  await it.world.time.pass(0);
  assert.deepEqual(sentSeqs(it), [[1, 2, 3], [3]]);
});

test("an answer that acknowledges nothing is not asked for in a hurry", async () => {
  const it = sending();
  it.world.server.replies = [(request: Request) => accept(request, { acked: 0 })];
  it.add(1);
  it.sender.wake(0);
  await it.world.time.pass(2_900);
  assert.equal(it.world.server.requests.length, 2);
});

test("while the network is broken everything waits and is tried less and less often", async () => {
  const it = sending();
  it.world.server.replies = [BROKEN];
  it.add(1);
  it.sender.wake(0);
  await it.world.time.pass(7_100);
  assert.equal(it.world.server.requests.length, 4);
  it.sender.wake(0);
  await it.world.time.pass(1_000);
  assert.equal(it.world.server.requests.length, 4);
  assert.deepEqual([it.heard[0], it.queue.isEmpty], ["not reached", false]);
});

test("when the network is back nobody waits", async () => {
  const it = sending();
  it.world.server.replies = [BROKEN, BROKEN, BROKEN, accept];
  it.add(1);
  it.sender.wake(0);
  await it.world.time.pass(3_100);
  it.sender.retryNow();
  await it.world.time.pass(0);
  assert.deepEqual([it.heard[it.heard.length - 1], it.queue.isEmpty], ["reached", true]);
});

test("a removed domain keeps the queue and is asked for once a minute", async () => {
  const it = sending();
  it.world.server.replies = [problem(403, "origin_not_allowed")];
  it.add(1);
  it.sender.wake(0);
  await it.world.time.pass(59_000);
  assert.deepEqual([it.world.server.requests.length, it.queue.isEmpty], [1, false]);
  it.world.server.replies = [accept];
  await it.world.time.pass(2_000);
  assert.equal(it.queue.isEmpty, true);
});

test("a batch that cannot be read is halved until the event to blame is found and dropped", async () => {
  const it = sending();
  const taken: number[] = [];
  it.world.server.replies = [
    (request) => {
      const seqs = (request.body["events"] as { seq: number }[]).map(({ seq }) => seq);
      if (seqs.includes(3)) return problem(400, "request_malformed");
      taken.push(...seqs);
      return accept(request);
    },
  ];
  it.add(5);
  it.sender.wake(0);
  await it.world.time.pass(0);
  assert.deepEqual([taken, it.queue.isEmpty], [[1, 2, 4, 5], true]);
});

test("a page that was superseded stops, and its events are dropped", async () => {
  const it = sending();
  it.world.server.replies = [problem(409, "session_superseded")];
  it.add(2);
  it.sender.wake(0);
  await it.world.time.pass(5_000);
  assert.deepEqual([it.heard, it.queue.isEmpty, it.world.server.requests.length], [["superseded"], true, 1]);
});

test("the end of the session is heard from an answer as from a refusal", async () => {
  const answered = sending();
  answered.world.server.replies = [(request: Request) => accept(request, { ended: true, acked: 0 })];
  answered.add(2);
  answered.sender.wake(0);
  await answered.world.time.pass(0);
  assert.deepEqual([answered.heard, answered.queue.isEmpty], [["ended", "reached"], true]);
  const refused = sending();
  refused.world.server.replies = [problem(409, "session_ended")];
  refused.add(1);
  refused.sender.wake(0);
  await refused.world.time.pass(0);
  assert.deepEqual([refused.heard, refused.queue.isEmpty], [["ended"], true]);
});

test("an older stream that is superseded does not stop this one", async () => {
  const world = new World();
  sending(world, 1).add(1);
  const it = sending(world, 2);
  await it.queue.recover();
  it.add(1);
  world.server.replies = [problem(409, "session_superseded"), accept];
  it.sender.wake(0);
  await world.time.pass(0);
  assert.deepEqual(
    world.server.requests.map(({ body }) => body["token"]),
    ["token 1", "token 2"],
  );
  assert.deepEqual([it.heard, it.queue.isEmpty], [["reached"], true]);
});

test("an older stream with an expired token is given up, one from a removed domain is left for later", async () => {
  for (const [status, code, left] of [
    [401, "session_token_expired", 0],
    [403, "origin_not_allowed", 1],
  ] as const) {
    const world = new World();
    sending(world, 1).add(1);
    const it = sending(world, 2);
    await it.queue.recover();
    it.add(1);
    world.server.replies = [problem(status, code), accept];
    it.sender.wake(0);
    await world.time.pass(0);
    const next = sending(world, 3);
    await next.queue.recover();
    assert.equal(next.queue.next()?.events.length ?? 0, left, code);
  }
});

test("the page that goes away hands over what is left, on its way or not", async () => {
  const it = sending();
  it.world.server.replies = [BROKEN];
  it.add(3);
  it.sender.handOver();
  await it.world.time.pass(0);
  assert.deepEqual([it.world.server.requests[0]?.keepalive, sentSeqs(it)], [true, [[1, 2, 3]]]);
});

test("drained waits until everything is acknowledged", async () => {
  const it = sending();
  it.world.server.replies = [BROKEN, accept];
  it.add(1);
  let isDrained = false;
  const waiting = (async () => {
    await it.sender.drained();
    isDrained = true;
  })();
  await it.world.time.pass(500);
  assert.equal(isDrained, false);
  await it.world.time.pass(600);
  await waiting;
  assert.equal(isDrained, true);
});

test("what the server says reaches the session", async () => {
  const it = sending();
  const flags = [{ seq: 1, eventId: "ses_1.1.1", flagId: "flg_1", type: "TAB_NOT_FOCUS" }];
  it.world.server.replies = [(request: Request) => accept(request, { flags })];
  it.add(1);
  it.sender.wake(0);
  await it.world.time.pass(0);
  assert.deepEqual(it.answers[0]?.flags, flags);
});

test("an event that the server rejects is told with its code, and does not hold up the rest", async () => {
  const it = sending();
  it.world.server.replies = [(request) => accept(request, { rejected: [{ seq: 1, code: "event_type_unknown" }] })];
  it.add(2);
  it.sender.wake(0);
  await it.world.time.pass(0);
  assert.equal(it.heard.includes("trouble event_type_unknown"), true);
  assert.equal(it.queue.isEmpty, true);
});

test("a removed domain is told once, not once a minute", async () => {
  const it = sending();
  it.world.server.replies = [problem(403, "origin_not_allowed")];
  it.add(1);
  it.sender.wake(0);
  await it.world.time.pass(180_000);
  assert.equal(it.world.server.requests.length > 2, true);
  assert.deepEqual(
    it.heard.filter((word) => word.startsWith("trouble")),
    ["trouble origin_not_allowed"],
  );
});

test("nothing makes it ask earlier than the server wants", async () => {
  const it = sending();
  it.world.server.replies = [problem(503, "unavailable", { retryAfter: 40 }), accept];
  it.add(1);
  it.sender.wake(0);
  await it.world.time.pass(1_000);
  it.sender.retryNow();
  void it.sender.drained();
  await it.world.time.pass(38_000);
  assert.equal(it.world.server.requests.length, 1);
  await it.world.time.pass(3_000);
  assert.deepEqual([it.world.server.requests.length, it.queue.isEmpty], [2, true]);
});

test("what was planned while the answer was on its way waits as long as the answer asks", async () => {
  const it = sending();
  const busy = (): Reply => {
    it.sender.retryNow();
    return problem(503, "unavailable", { retryAfter: 4 });
  };
  it.world.server.replies = [busy, accept];
  it.add(1);
  it.sender.wake(0);
  await it.world.time.pass(3_900);
  void it.sender.ping();
  assert.equal(it.world.server.requests.length, 1);
  await it.world.time.pass(1_200);
  assert.deepEqual([it.world.server.requests.length, it.queue.isEmpty], [2, true]);
});
