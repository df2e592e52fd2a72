/** Counts what each detector really did, for the heartbeat: the server computes from it how much was watched. */

import type { Duty } from "./signals/signal.ts";
import type { EyeCoverage } from "./types.ts";

export interface CoverageWindow {
  readonly detector: string;
  /** ISO 8601, the server's clock. */
  readonly from: string;
  readonly to: string;
  readonly looked: number;
  readonly expected: number;
}

interface Account {
  readonly detector: string;
  readonly rate: number;
  from: number;
  looked: number;
}

export class Coverage {
  readonly #now: () => number;
  readonly #accounts = new Set<Account>();
  readonly #totals = new Map<string, { watched: number; due: number }>();
  #closed: CoverageWindow[] = [];

  /** `now` gives milliseconds since 1970 by the server's clock. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** `rate` looks a second are due until it ends. */
  duty(detector: string, rate: number): Duty {
    const account: Account = { detector, rate, from: this.#now(), looked: 0 };
    this.#accounts.add(account);
    return {
      look: () => void account.looked++,
      end: () => {
        if (this.#accounts.delete(account)) this.#close(account);
      },
    };
  }

  /** What happened since the last time. */
  take(): CoverageWindow[] {
    for (const account of this.#accounts) this.#close(account);
    return this.#closed.splice(0);
  }

  /** Since the beginning, as the server counts it: a window counts where at least half of what was due was done. */
  get shares(): EyeCoverage["detectors"] {
    return [...this.#totals].map(([detector, { watched, due }]) => ({ detector, share: watched / due }));
  }

  #close(account: Account): void {
    const { detector, rate, from, looked } = account;
    const to = this.#now();
    account.from = to;
    account.looked = 0;
    if (to <= from) return;
    const window = { detector, from: iso(from), to: iso(to), looked, expected: expected(to - from, rate) };
    this.#closed.push(window);
    const { watched, due } = this.#totals.get(detector) ?? { watched: 0, due: 0 };
    const isWatched = looked >= window.expected / 2;
    this.#totals.set(detector, { watched: watched + (isWatched ? to - from : 0), due: due + to - from });
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** To a tenth, so that the account of a moment is not rounded to nothing. */
const expected = (ms: number, rate: number): number => Math.round((ms * rate) / 100) / 10;
