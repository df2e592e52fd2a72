import assert from "node:assert/strict";
import { test } from "node:test";

import { Memory } from "./memory.ts";
import { start, type Started } from "./start.ts";
import { FakeStorage, World } from "./testing/world.ts";

const BASE = "https://eye.example/";
const CONFIG = { apiKey: "key", assessmentId: "algebra", candidateId: "ada" };
const ANSWER = { sessionId: "ses_1", gen: 1, token: "token", serverTime: "2026-11-01T09:00:00.000Z" };
const BROKEN = { status: 0, body: "" };

const problem = (status: number, code: string, more: object = {}): { status: number; body: object } => ({
  status,
  body: {
    type: `${BASE}docs/errors/${code}`,
    status,
    code,
    detail: `Because of ${code}.`,
    requestId: "req_1",
    ...more,
  },
});

interface Asked {
  readonly world: World;
  readonly waiting: string[];
  readonly memory: Memory;
  readonly outcome: Promise<Started>;
  isOff: boolean;
}

function ask(world: World): Asked {
  const memory = new Memory(world.storage, world.outside, CONFIG, world.outside.newStartId());
  const asked = { world, memory, waiting: [] as string[], isOff: false };
  const news = { waiting: (code: string) => void asked.waiting.push(code), isOff: () => asked.isOff };
  return Object.assign(asked, { outcome: start(world.outside, BASE, CONFIG, memory, news) });
}

test("the first request carries the configuration and the number of the start", async () => {
  const world = new World();
  world.server.replies = [{ status: 201, body: ANSWER }];
  assert.equal((await ask(world).outcome).answer.sessionId, "ses_1");
  assert.deepEqual(world.server.requests[0]?.body, { ...CONFIG, startId: "0".repeat(32) });
  assert.equal(world.server.requests[0]?.url, `${BASE}v1/init`);
});

test("a lost answer is asked for again by the same number", async () => {
  const world = new World();
  world.server.replies = [BROKEN, BROKEN, { status: 200, body: ANSWER }];
  const { outcome, waiting } = ask(world);
  await world.time.pass(10_000);
  await outcome;
  assert.deepEqual(waiting, ["unreachable", "unreachable"]);
  assert.equal(new Set(world.server.requests.map(({ body }) => body["startId"])).size, 1);
});

test("a refusal says why and is final", async () => {
  const world = new World();
  world.server.replies = [problem(401, "key_revoked")];
  const { outcome } = ask(world);
  await assert.rejects(outcome, {
    name: "EyeError",
    code: "key_revoked",
    message: "Because of key_revoked.",
    requestId: "req_1",
    docsUrl: `${BASE}docs/errors/key_revoked`,
  });
  assert.equal(world.server.requests.length, 1);
});

test("a busy server is asked again when it said", async () => {
  const world = new World();
  world.server.replies = [problem(429, "rate_limited", { retryAfter: 7 }), { status: 201, body: ANSWER }];
  const { outcome } = ask(world);
  await world.time.pass(6_900);
  assert.equal(world.server.requests.length, 1);
  await world.time.pass(200);
  await outcome;
});

test("a session in another window is waited for, up to two minutes", async () => {
  const world = new World();
  world.server.replies = [problem(409, "session_active_elsewhere", { retryAfter: 10 })];
  const { outcome, waiting } = ask(world);
  const refused = assert.rejects(outcome, { code: "session_active_elsewhere" });
  await world.time.pass(125_000);
  await refused;
  assert.equal(waiting.length, 12);
});

test("a server that stays away is given up", async () => {
  const world = new World();
  world.server.replies = [BROKEN];
  const refused = assert.rejects(ask(world).outcome, { code: "unreachable", requestId: null });
  await world.time.pass(60_000);
  await refused;
});

test("a forbidden request is told apart from a broken network", async () => {
  const world = new World();
  world.server.replies = [BROKEN];
  const refused = assert.rejects(ask(world).outcome, { code: "csp_blocked" });
  world.document.dispatchEvent(
    Object.assign(new Event("securitypolicyviolation"), {
      effectiveDirective: "connect-src",
      blockedURI: `${BASE}v1/init`,
    }),
  );
  await world.time.pass(1_000);
  await refused;
});

test("an answer that is not Eye's is refused", async () => {
  const world = new World();
  world.server.replies = [{ status: 200, body: "<html>Please sign in</html>" }];
  await assert.rejects(ask(world).outcome, { code: "unexpected_answer" });
});

test("a token of an ended session is dropped", async () => {
  const world = new World();
  new Memory(world.storage, world.outside, CONFIG, "first").started("old token", false);
  world.server.replies = [problem(409, "session_ended")];
  await assert.rejects(ask(world).outcome, { code: "session_ended" });
  assert.equal(world.server.requests[0]?.body["sessionToken"], "old token");
  assert.equal(new Memory(world.storage, world.outside, CONFIG, "next").token, undefined);
});

test("a session that never began is started anew without its token", async () => {
  const world = new World();
  new Memory(world.storage, world.outside, CONFIG, "first").started("old token", false);
  world.server.replies = [problem(409, "session_ended", { endReason: "expired" }), { status: 201, body: ANSWER }];
  assert.equal((await ask(world).outcome).answer.sessionId, "ses_1");
  const [first, second] = world.server.requests;
  assert.equal(first?.body["sessionToken"], "old token");
  assert.deepEqual(second?.body, { ...CONFIG, startId: first?.body["startId"] });
});

test("a refusal that can be mended leaves the session of this tab", async () => {
  const world = new World();
  new Memory(world.storage, world.outside, CONFIG, "first").started("old token", false);
  world.server.replies = [problem(403, "origin_not_allowed")];
  await assert.rejects(ask(world).outcome, { code: "origin_not_allowed" });
  assert.equal(new Memory(world.storage, world.outside, CONFIG, "next").token, "old token");
});

test("a start that was called off does not go on asking", async () => {
  const world = new World();
  world.server.replies = [BROKEN];
  const asked = ask(world);
  asked.isOff = true;
  const refused = assert.rejects(asked.outcome, { code: "unreachable" });
  await world.time.pass(1_000);
  await refused;
  assert.equal(world.server.requests.length, 1);
});

const ELSEWHERE = problem(409, "session_active_elsewhere", { retryAfter: 30 });

/** A start in a new tab of a browser in which one ran before that was alive at 0. */
function askAnew(world: World): Promise<Started> {
  const lasting = { storage: new FakeStorage(), wall: () => world.time.now };
  const news = { waiting: () => {}, isOff: () => false };
  new Memory(undefined, world.outside, CONFIG, "old", lasting).started("left", false);
  const memory = new Memory(world.storage, world.outside, CONFIG, "new", lasting);
  return start(world.outside, BASE, CONFIG, memory, news);
}

const tokens = (world: World): unknown[] => world.server.requests.map(({ body }) => body["sessionToken"]);

test("a tab that waited for another one goes on with its session once that is known to be gone", async () => {
  const world = new World();
  world.server.replies = [ELSEWHERE, { status: 200, body: ANSWER }];
  const outcome = askAnew(world);
  await world.time.pass(40_000);
  await outcome;
  assert.deepEqual(tokens(world), [undefined, "left"]);
});

test("a session that ended meanwhile is left alone, and the next attempt begins", async () => {
  const world = new World();
  const ended = problem(409, "session_ended", { endReason: "duration" });
  world.server.replies = [ELSEWHERE, ended, { status: 201, body: ANSWER }];
  const outcome = askAnew(world);
  await world.time.pass(40_000);
  await outcome;
  assert.deepEqual(tokens(world), [undefined, "left", undefined]);
});
