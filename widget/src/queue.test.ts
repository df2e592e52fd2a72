import assert from "node:assert/strict";
import { test } from "node:test";

import { Queue } from "./queue.ts";
import { StorageShelf } from "./storage-shelf.ts";
import { FakeStorage } from "./testing/world.ts";

const JSON_TEXT = { encode: JSON.stringify, decode: JSON.parse };
const MINUTE = 60_000;

function queueOn(storage: FakeStorage, session = "ses_1", gen = 1, wall = 1_000_000): Queue {
  return new Queue(new StorageShelf(storage, JSON_TEXT), session, gen, `token ${session}.${gen}`, () => wall);
}

const seqs = (queue: Queue, most?: number): number[] => queue.next(most)?.events.map(({ seq }) => seq) ?? [];

function fill(queue: Queue, count: number, text = "{}"): void {
  for (let i = 0; i < count; i++) queue.add(text);
}

test("numbers count from 1 and the oldest go first", () => {
  const queue = queueOn(new FakeStorage());
  assert.equal(queue.nextSeq, 1);
  fill(queue, 3);
  assert.deepEqual(seqs(queue), [1, 2, 3]);
});

test("what is acknowledged is gone, the rest stays", () => {
  const queue = queueOn(new FakeStorage());
  fill(queue, 3);
  const batch = queue.next();
  assert.ok(batch);
  assert.equal(queue.acknowledge(batch.lane, 2), true);
  assert.deepEqual(seqs(queue), [3]);
  assert.equal(queue.acknowledge(batch.lane, 2), false);
});

test("a batch has at most 100 events", () => {
  const queue = queueOn(new FakeStorage());
  fill(queue, 130);
  assert.equal(seqs(queue).length, 100);
  assert.equal(seqs(queue, 7).length, 7);
});

test("a batch stays below 60,000 bytes, counted as UTF-8", () => {
  const queue = queueOn(new FakeStorage());
  fill(queue, 10, "ü".repeat(10_000));
  assert.equal(seqs(queue).length, 2);
});

test("an event that is too large goes alone", () => {
  const queue = queueOn(new FakeStorage());
  fill(queue, 2, "x".repeat(70_000));
  assert.deepEqual(seqs(queue), [1]);
});

test("after a reload the old events go first, with their own token", async () => {
  const storage = new FakeStorage();
  const before = queueOn(storage);
  await before.recover();
  fill(before, 2);
  const queue = queueOn(storage, "ses_1", 2);
  await queue.recover();
  fill(queue, 1);
  const batch = queue.next();
  assert.ok(batch);
  assert.deepEqual(
    [batch.lane.stream.token, batch.events.length, queue.isCurrent(batch.lane)],
    ["token ses_1.1", 2, false],
  );
  queue.acknowledge(batch.lane, 2);
  assert.equal(queue.next()?.lane.stream.token, "token ses_1.2");
});

test("what was acknowledged does not come back after a reload", async () => {
  const storage = new FakeStorage();
  const before = queueOn(storage);
  fill(before, 3);
  const batch = before.next();
  assert.ok(batch);
  before.acknowledge(batch.lane, 2);
  const queue = queueOn(storage, "ses_1", 2);
  await queue.recover();
  assert.deepEqual(seqs(queue), [3]);
});

test("the events of a page that still writes are left to it", async () => {
  const storage = new FakeStorage();
  fill(queueOn(storage, "ses_other", 1, 10 * MINUTE), 1);
  const soon = queueOn(storage, "ses_1", 1, 10.5 * MINUTE);
  await soon.recover();
  assert.equal(soon.isEmpty, true);
  const late = queueOn(storage, "ses_1", 1, 12 * MINUTE);
  await late.recover();
  assert.equal(late.next()?.lane.stream.session, "ses_other");
});

test("a stream that the server refuses for good is forgotten", async () => {
  const storage = new FakeStorage();
  fill(queueOn(storage), 1);
  const queue = queueOn(storage, "ses_1", 2);
  await queue.recover();
  const batch = queue.next();
  assert.ok(batch);
  queue.abandon(batch.lane);
  assert.equal(queue.isEmpty, true);
  const next = queueOn(storage, "ses_1", 3);
  await next.recover();
  assert.equal(next.isEmpty, true);
});

test("a stream that is skipped waits for the next start", async () => {
  const storage = new FakeStorage();
  fill(queueOn(storage), 1);
  const queue = queueOn(storage, "ses_1", 2);
  await queue.recover();
  const batch = queue.next();
  assert.ok(batch);
  queue.skip(batch.lane);
  assert.equal(queue.isEmpty, true);
  const next = queueOn(storage, "ses_1", 3);
  await next.recover();
  assert.deepEqual(seqs(next), [1]);
});

test("without storage the events wait in memory", async () => {
  const queue = new Queue(new StorageShelf(undefined, JSON_TEXT), "ses_1", 1, "token", () => 0);
  await queue.recover();
  fill(queue, 2);
  assert.deepEqual(seqs(queue), [1, 2]);
});

test("a full storage does not disturb", () => {
  const storage = new FakeStorage();
  storage.full = true;
  const queue = queueOn(storage);
  fill(queue, 2);
  assert.deepEqual(seqs(queue), [1, 2]);
});
