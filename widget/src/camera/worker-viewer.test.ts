import assert from "node:assert/strict";
import { test } from "node:test";

import type { Asked, Told } from "../face/talk.ts";
import { FakeTime } from "../testing/world.ts";
import { openWorkerViewer, type Opened } from "./worker-viewer.ts";
import type { Look } from "./viewer.ts";

const LOOK: Look = { faces: 1, light: 120, spread: 50, same: false };
const FRAME = {} as ImageBitmap;

/** A worker that says what the test lets it say. */
class FakeWorker {
  onmessage = (_: { data: Told }): void => {};
  onerror = (): void => {};
  readonly asked: Asked[] = [];
  terminated = false;

  postMessage(asked: Asked): void {
    this.asked.push(asked);
  }

  terminate(): void {
    this.terminated = true;
  }

  tell(told: Told): void {
    this.onmessage({ data: told });
  }
}

interface Opening {
  readonly worker: FakeWorker;
  readonly time: FakeTime;
  readonly source: string;
  readonly opened: Promise<Opened>;
}

function opening(): Opening {
  const worker = new FakeWorker();
  const time = new FakeTime();
  let source = "";
  const newWorker = (text: string): Worker => {
    source = text;
    return worker as unknown as Worker;
  };
  const later = (ms: number, call: () => void): (() => void) => time.later(ms, call);
  const opened = openWorkerViewer({ newWorker, later, Promise }, 'https://eye.example/"/face.js');
  return { worker, time, source, opened };
}

test("the worker imports its script, whatever its address contains", () => {
  assert.match(opening().source, /^import\("https:\/\/eye\.example\/\\"\/face\.js"\)/);
});

test("a worker that has begun looks and keeps the picture", async () => {
  const { worker, opened } = opening();
  worker.tell({ begun: true });
  const { viewer, unavailable } = await opened;
  assert.ok(viewer);
  assert.equal(unavailable, undefined);
  const look = viewer.look(FRAME);
  const still = viewer.still();
  const jpeg = new Blob(["jpeg"]);
  worker.tell({ id: 2, still: jpeg });
  worker.tell({ id: 1, look: LOOK });
  assert.deepEqual([await look, await still], [LOOK, jpeg]);
  assert.deepEqual(
    worker.asked.map(({ want }) => want),
    ["look", "still"],
  );
});

test("without WebAssembly it still looks, and says why it finds no faces", async () => {
  const { worker, opened } = opening();
  worker.tell({ begun: true, unavailable: "wasm_forbidden" });
  const { viewer, unavailable } = await opened;
  assert.deepEqual([Boolean(viewer), unavailable], [true, "wasm_forbidden"]);
});

test("a page that forbids workers, a script that does not load and one that never begins are told apart", async () => {
  const forbidden = opening();
  forbidden.worker.onerror();
  assert.deepEqual(await forbidden.opened, { viewer: undefined, unavailable: "worker_forbidden" });
  const lost = opening();
  lost.worker.tell({ failed: "TypeError" });
  assert.deepEqual(await lost.opened, { viewer: undefined, unavailable: "not_loaded" });
  const slow = opening();
  await slow.time.pass(90_000);
  assert.deepEqual(await slow.opened, { viewer: undefined, unavailable: "not_loaded" });
  assert.ok(forbidden.worker.terminated && lost.worker.terminated && slow.worker.terminated);
  const none = openWorkerViewer({ newWorker: () => undefined, later: () => () => {}, Promise }, "x");
  assert.equal((await none).unavailable, "worker_forbidden");
});

test("what was asked of a worker that dies is refused, not waited for", async () => {
  const { worker, opened } = opening();
  worker.tell({ begun: true });
  const { viewer } = await opened;
  assert.ok(viewer);
  const crashed = viewer.look(FRAME);
  worker.onerror();
  await assert.rejects(crashed, { message: "The worker failed." });
  await assert.rejects(viewer.look(FRAME), { message: "The worker failed." });
});

test("a viewer that is closed ends its worker", async () => {
  const { worker, opened } = opening();
  worker.tell({ begun: true });
  const { viewer } = await opened;
  const closed = viewer?.still() ?? Promise.resolve();
  viewer?.close();
  await assert.rejects(closed, { message: "It was closed." });
  assert.equal(worker.terminated, true);
});

test("a worker that does not answer is not waited for, and what it says too late is passed over", async () => {
  const { worker, time, opened } = opening();
  worker.tell({ begun: true });
  const { viewer } = await opened;
  const look = viewer?.look(FRAME) ?? Promise.resolve();
  const refused = assert.rejects(look, { message: "The worker did not answer." });
  await time.pass(20_000);
  await refused;
  worker.tell({ id: 1, look: LOOK });
});

test("a look that failed in the worker is that, and the next one may go well", async () => {
  const { worker, opened } = opening();
  worker.tell({ begun: true });
  const { viewer } = await opened;
  const bad = viewer?.look(FRAME);
  worker.tell({ id: 1, problem: "no memory" });
  await assert.rejects(bad ?? Promise.resolve(), { message: "no memory" });
  const good = viewer?.look(FRAME);
  worker.tell({ id: 2, look: LOOK });
  assert.deepEqual(await good, LOOK);
});
