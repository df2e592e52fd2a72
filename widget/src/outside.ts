/** The only file that reads time, chance and the browser's stores. Everything else receives what it needs of them. */

import { hex } from "./hex.ts";
import { NativePromise, natives, type Natives } from "./natives.ts";
import { Timers } from "./timers.ts";
import { newWorker } from "./worker.ts";

export interface Time {
  /** Milliseconds that only go forward; unrelated to any calendar. */
  monotonic(): number;
  /** Milliseconds since 1970 by the computer's clock: only to compare what is kept in the browser with itself. */
  wall(): number;
  /** Calls once after `ms` milliseconds; returns what calls it off. */
  later(ms: number, call: () => void): () => void;
}

export interface Outside extends Natives {
  readonly time: Time;
  readonly window: Window & typeof globalThis;
  /** At least 0, less than 1. */
  random(): number;
  /** 128 random bits as 32 hex digits. */
  newStartId(): string;
  readonly sessionStorage: Storage | undefined;
  readonly localStorage: Storage | undefined;
  readonly indexedDB: IDBFactory | undefined;
  /** Undefined where the page does not allow one. */
  newWorker(source: string): Worker | undefined;
}

export function realOutside(window: Window & typeof globalThis): Outside {
  const start = (source: string): Worker | undefined => newWorker(window, source);
  const timers = new Timers(window, start);
  return {
    ...natives(window),
    window,
    time: {
      monotonic: () => window.performance.now(),
      wall: () => Date.now(),
      later: (ms, call) => timers.later(ms, call),
    },
    random: () => Math.random(),
    newStartId,
    sessionStorage: ifAllowed(() => window.sessionStorage),
    localStorage: ifAllowed(() => window.localStorage),
    indexedDB: ifAllowed(() => window.indexedDB),
    newWorker: start,
  };
}

export const sleep = (time: Time, ms: number): Promise<void> =>
  new NativePromise((wake) => {
    time.later(ms, wake);
  });

/** Resolves when `work` is done, or after `ms` milliseconds; then `work` goes on by itself. */
export const within = (time: Time, ms: number, work: () => Promise<void>): Promise<void> =>
  new NativePromise((over) => {
    const callOff = time.later(ms, over);
    void (async () => {
      await work();
      callOff();
      over();
    })();
  });

const newStartId = (): string => hex(crypto.getRandomValues(new Uint8Array(16)));

/** With cookies blocked the mere reading of a store's name throws. */
function ifAllowed<Store>(read: () => Store): Store | undefined {
  try {
    return read() ?? undefined;
  } catch {
    return undefined;
  }
}
