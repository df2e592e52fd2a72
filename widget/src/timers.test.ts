import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeTime } from "./testing/world.ts";
import { Timers } from "./timers.ts";

/** A page whose own timers can be made as slow as those of a hidden tab, and a worker whose timers are right. */
class Tab {
  readonly time = new FakeTime();
  readonly workers: string[] = [];
  readonly document = Object.assign(new EventTarget(), { hidden: false });
  listeners = 0;
  #callOffs = new Map<number, () => void>();
  #id = 0;

  readonly window = {
    document: Object.assign(this.document, {
      addEventListener: (name: string, call: () => void) => {
        this.listeners++;
        EventTarget.prototype.addEventListener.call(this.document, name, call);
      },
      removeEventListener: (name: string, call: () => void) => {
        this.listeners--;
        EventTarget.prototype.removeEventListener.call(this.document, name, call);
      },
    }),
    performance: { now: () => this.time.now },
    setTimeout: (call: () => void, ms: number) => {
      // What is set in a hidden tab waits for the full minute; the first few seconds are let through.
      const slow = this.document.hidden && ms > 3_000 ? 60_000 : ms;
      this.#callOffs.set(++this.#id, this.time.later(slow, call));
      return this.#id;
    },
    clearTimeout: (id: number) => this.#callOffs.get(id)?.(),
  } as unknown as Window;

  readonly timers = new Timers(this.window, (source) => this.#start(source));

  hide(hidden: boolean): void {
    this.document.hidden = hidden;
    this.document.dispatchEvent(new Event("visibilitychange"));
  }

  #start(source: string): Worker {
    this.workers.push(source);
    const worker = {
      onmessage: (_: { data: number }): void => {},
      postMessage: ([id, ms]: [number, number]) => {
        this.time.later(ms, () => this.workers.length && worker.onmessage({ data: id }));
      },
      terminate: () => void this.workers.pop(),
    };
    return worker as unknown as Worker;
  }
}

/** The milliseconds after the first at which a beat of ten seconds comes, for a minute. */
async function beats(tab: Tab): Promise<number[]> {
  const found: number[] = [];
  const begin = tab.time.now;
  const beat = (): void => {
    found.push(tab.time.now - begin);
    tab.timers.later(10_000, beat);
  };
  tab.timers.later(10_000, beat);
  await tab.time.pass(45_000);
  return found;
}

test("a tab that is seen needs no worker", async () => {
  const tab = new Tab();
  assert.deepEqual(await beats(tab), [10_000, 20_000, 30_000, 40_000]);
  assert.equal(tab.workers.length, 0);
});

test("in a hidden tab timers are on time, each fires once", async () => {
  const tab = new Tab();
  tab.timers.later(1, () => {});
  tab.hide(true);
  assert.deepEqual(await beats(tab), [10_000, 20_000, 30_000, 40_000]);
  assert.equal(tab.workers.length, 1);
});

test("what was waited for before the tab was hidden comes on time, too", async () => {
  const tab = new Tab();
  let fired = 0;
  tab.timers.later(20_000, () => fired++);
  tab.hide(true);
  await tab.time.pass(20_000);
  assert.equal(fired, 1);
  await tab.time.pass(60_000);
  assert.equal(fired, 1);
});

test("the worker is dismissed when the tab is seen again", async () => {
  const tab = new Tab();
  tab.timers.later(60_000, () => {});
  tab.hide(true);
  await tab.time.pass(5_000);
  assert.equal(tab.workers.length, 1);
  tab.hide(false);
  assert.equal(tab.workers.length, 0);
});

test("a page that is only left starts no worker", async () => {
  const tab = new Tab();
  tab.timers.later(60_000, () => {});
  tab.hide(true);
  await tab.time.pass(1_000);
  tab.hide(false);
  await tab.time.pass(10_000);
  assert.equal(tab.workers.length, 0);
});

test("what is called off does not come, and nothing is left behind", async () => {
  const tab = new Tab();
  let fired = 0;
  const callOff = tab.timers.later(20_000, () => fired++);
  tab.hide(true);
  await tab.time.pass(5_000);
  assert.deepEqual([tab.listeners, tab.workers.length], [1, 1]);
  callOff();
  assert.deepEqual([tab.listeners, tab.workers.length], [0, 0]);
  await tab.time.pass(60_000);
  assert.equal(fired, 0);
});
