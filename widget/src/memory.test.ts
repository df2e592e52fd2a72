import assert from "node:assert/strict";
import { test } from "node:test";

import { Memory } from "./memory.ts";
import { FakeStorage } from "./testing/world.ts";

const JSON_TEXT = { encode: JSON.stringify, decode: JSON.parse };
const ADA = { apiKey: "key", assessmentId: "algebra", candidateId: "ada" };
const BOB = { ...ADA, candidateId: "bob" };

const page = (storage: Storage | undefined, config = ADA, startId = "new"): Memory =>
  new Memory(storage, JSON_TEXT, config, startId);

test("a first start has its own number and no token", () => {
  const memory = page(new FakeStorage());
  assert.deepEqual([memory.startId, memory.token], ["new", undefined]);
});

test("a reload resumes by the token, as a start of its own", () => {
  const storage = new FakeStorage();
  page(storage, ADA, "first").started("token", false);
  const memory = page(storage, ADA, "second");
  assert.deepEqual([memory.startId, memory.token], ["second", "token"]);
});

test("a start whose answer was lost is asked for again by the same number", () => {
  const storage = new FakeStorage();
  page(storage, ADA, "first");
  assert.equal(page(storage, ADA, "second").startId, "first");
});

test("another candidate in the same tab starts anew", () => {
  const storage = new FakeStorage();
  page(storage, ADA, "first").started("token", false);
  const memory = page(storage, BOB, "second");
  assert.deepEqual([memory.startId, memory.token], ["second", undefined]);
});

test("notes survive a reload, but not a new session", () => {
  const storage = new FakeStorage();
  const first = page(storage);
  first.started("token", false);
  first.note("fullscreen", true);
  const resumed = page(storage);
  resumed.started("token 2", true);
  assert.equal(resumed.noted("fullscreen"), true);
  const renewed = page(storage);
  renewed.started("token 3", false);
  assert.equal(renewed.noted("fullscreen"), undefined);
});

test("after the end nothing is left", () => {
  const storage = new FakeStorage();
  const memory = page(storage);
  memory.started("token", false);
  memory.forget();
  assert.equal(storage.length, 0);
});

test("without storage, with a full one, or with junk in it everything goes on", () => {
  const full = new FakeStorage();
  full.full = true;
  const junk = new FakeStorage();
  junk.setItem("eye:session", "{{{");
  for (const storage of [undefined, full, junk]) {
    const memory = page(storage);
    memory.started("token", false);
    memory.note("fullscreen", true);
    assert.deepEqual([memory.token, memory.noted("fullscreen")], ["token", true]);
    memory.forget();
  }
});

const MINUTE = 60_000;

/** Another tab of the same browser, at that time by the computer's clock. */
const tab = (storage: FakeStorage, wall: number, config = ADA): Memory =>
  new Memory(new FakeStorage(), JSON_TEXT, config, "new", { storage, wall: () => wall });

test("a tab takes over from one that is gone, with what that one noted", () => {
  const browser = new FakeStorage();
  const crashed = tab(browser, 0);
  crashed.started("token", false);
  crashed.note("fullscreen", true);
  const memory = tab(browser, MINUTE);
  assert.equal(memory.token, undefined);
  assert.equal(memory.recall(), "token");
  assert.deepEqual([memory.token, memory.noted("fullscreen"), memory.startId], ["token", true, "new"]);
});

test("a tab that may be alive keeps its exam", () => {
  const browser = new FakeStorage();
  tab(browser, 0).started("token", false);
  assert.equal(tab(browser, 24_000).recall(), undefined);
  const other = tab(browser, 20_000);
  other.started("token", true);
  other.alive();
  assert.equal(tab(browser, 40_000).recall(), undefined);
});

test("a tab that was closed said goodbye", () => {
  const browser = new FakeStorage();
  const closed = tab(browser, MINUTE);
  closed.started("token", false);
  closed.alive(0);
  assert.equal(tab(browser, MINUTE).recall(), "token");
});

test("nobody takes over from another candidate", () => {
  const browser = new FakeStorage();
  tab(browser, 0).started("token", false);
  assert.equal(tab(browser, MINUTE, BOB).recall(), undefined);
});

test("what is over is not taken over, and a tab that was left behind does not end it for the other", () => {
  const browser = new FakeStorage();
  const first = tab(browser, 0);
  first.started("token 1", false);
  const second = tab(browser, MINUTE);
  second.recall();
  second.started("token 2", true);
  first.forget();
  assert.equal(tab(browser, 3 * MINUTE).recall(), "token 2");
  second.forget();
  assert.equal(tab(browser, 3 * MINUTE).recall(), undefined);
});
