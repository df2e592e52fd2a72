import assert from "node:assert/strict";
import { test } from "node:test";

import { Emitter } from "./emitter.ts";
import { settle } from "./testing/world.ts";

const MOMENT = { sessionId: "ses_1", eventId: "ses_1.1.1" };

/** What is written on the console meanwhile. */
function quietly(body: () => void): unknown[][] {
  const { error } = console;
  const written: unknown[][] = [];
  console.error = (...line: unknown[]) => void written.push(line);
  try {
    body();
  } finally {
    console.error = error;
  }
  return written;
}

test("a listener gets its event and no other", () => {
  const emitter = new Emitter();
  const heard: unknown[] = [];
  emitter.on("TAB_FOCUS_CHANGE", (payload) => heard.push(payload.focused));
  emitter.emit("FULLSCREEN_CHANGE", { fullscreen: true, ...MOMENT });
  emitter.emit("TAB_FOCUS_CHANGE", { focused: false, ...MOMENT });
  assert.deepEqual(heard, [false]);
});

test("once is once, and off is off", () => {
  const emitter = new Emitter();
  let count = 0;
  const listener = (): void => void count++;
  emitter.on("STARTED", listener, true);
  emitter.emit("STARTED", MOMENT);
  emitter.emit("STARTED", MOMENT);
  assert.equal(count, 1);
  emitter.on("SYNC", listener);
  emitter.off("SYNC", listener);
  emitter.emit("SYNC", { flags: [] });
  assert.equal(count, 1);
});

test("a listener added late gets the lifecycle it missed, after on has returned", async () => {
  const emitter = new Emitter();
  emitter.emit("STARTED", MOMENT);
  const heard: unknown[] = [];
  emitter.on("STARTED", (payload) => heard.push(payload), true);
  assert.deepEqual(heard, []);
  await settle();
  emitter.emit("STARTED", MOMENT);
  assert.deepEqual(heard, [MOMENT]);
});

test("a change that was missed is not told late", async () => {
  const emitter = new Emitter();
  emitter.emit("TAB_FOCUS_CHANGE", { focused: false, ...MOMENT });
  let count = 0;
  emitter.on("TAB_FOCUS_CHANGE", () => count++);
  await settle();
  assert.equal(count, 0);
});

test("a new attempt forgets the last one", async () => {
  const emitter = new Emitter();
  emitter.emit("END_PROCTORING", MOMENT);
  emitter.forget();
  let count = 0;
  emitter.on("END_PROCTORING", () => count++);
  await settle();
  assert.equal(count, 0);
});

test("a listener that throws is reported and stops no other", () => {
  const emitter = new Emitter();
  let count = 0;
  emitter.on("STARTED", () => {
    throw new Error("mine");
  });
  emitter.on("STARTED", () => count++);
  const written = quietly(() => emitter.emit("STARTED", MOMENT));
  assert.equal(count, 1);
  assert.match(String(written[0]?.[0]), /Your listener for STARTED threw/);
});

test("something that is no function is reported", () => {
  const emitter = new Emitter();
  const written = quietly(() => emitter.on("STARTED", "no" as unknown as () => void));
  assert.match(String(written[0]?.[0]), /needs a function/);
});
