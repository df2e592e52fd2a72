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
