/** The outside world of the tests: time moved by hand, a server that answers what it is told, stores in memory. */

import { encode } from "../encode.ts";
import type { Outside, Time } from "../outside.ts";

interface Timer {
  readonly at: number;
  readonly call: () => void;
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

export class FakeTime implements Time {
  now = 1_000;
  #timers: Timer[] = [];

  monotonic(): number {
    return this.now;
  }

  wall(): number {
    return 1_800_000_000_000 + this.now;
  }

  later(ms: number, call: () => void): () => void {
    // As in browsers, a timer that overflows fires at once.
    const timer = { at: this.now + (ms < 2 ** 31 ? ms : 0), call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await settle();
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.now = Math.max(this.now, next.at);
      next.call();
      await settle();
    }
    this.now = end;
  }
}

export class FakeStorage implements Storage {
  readonly #kept = new Map<string, string>();
  full = false;

  get length(): number {
    return this.#kept.size;
  }

  key(index: number): string | null {
    return [...this.#kept.keys()][index] ?? null;
  }

  getItem(name: string): string | null {
    return this.#kept.get(name) ?? null;
  }

  setItem(name: string, text: string): void {
    if (this.full) throw new Error("QuotaExceededError");
    this.#kept.set(name, text);
  }

  removeItem(name: string): void {
    this.#kept.delete(name);
  }

  clear(): void {
    this.#kept.clear();
  }
}

/** `status` 0 is a broken network. */
export interface Reply {
  readonly status: number;
  readonly body: object | string;
}

export interface Request {
  readonly url: string;
  readonly body: Record<string, unknown>;
  readonly keepalive: boolean;
}

export type Events = { seq: number; type: string; at: string; data?: object }[];

export class FakeServer {
  readonly requests: Request[] = [];
  /** Answers in turn; the last one stays. */
  replies: (Reply | ((request: Request) => Reply))[] = [];

  async answer(url: string, init: RequestInit): Promise<Response> {
    const request = {
      url,
      body: JSON.parse(String(init.body)) as Record<string, unknown>,
      keepalive: init.keepalive === true,
    };
    this.requests.push(request);
    const planned = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
    const reply = typeof planned === "function" ? planned(request) : planned;
    if (!reply?.status) throw new TypeError("Failed to fetch");
    const text = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
    return { status: reply.status, text: async () => text } as Response;
  }

  /** The events of each request that carried some. */
  get batches(): Events[] {
    return this.requests.map(({ body }) => body["events"] as Events);
  }
}

export class World {
  readonly time = new FakeTime();
  readonly server = new FakeServer();
  readonly storage = new FakeStorage();
  readonly document = new EventTarget();
  readonly outside: Outside = {
    time: this.time,
    window: { document: this.document } as unknown as Outside["window"],
    fetch: (url, init) => this.server.answer(url, init),
    encode: (value) => encode(value, JSON.stringify),
    decode: JSON.parse,
    random: () => 0,
    newStartId: () => "0".repeat(32),
    sessionStorage: this.storage,
    localStorage: undefined,
    indexedDB: undefined,
    newWorker: () => undefined,
  };
}

/** Acknowledges whatever comes. */
export function accept({ body }: Request, more: object = {}): Reply {
  const events = body["events"] as Events;
  const acked = events[events.length - 1]?.seq ?? 0;
  return {
    status: 202,
    body: {
      acked,
      serverTime: "2026-11-01T09:00:00.000Z",
      examEndsAt: null,
      commands: [],
      rejected: [],
      flags: [],
      ...more,
    },
  };
}
