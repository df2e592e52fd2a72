/** The end of the exam: the server decides it; this asks at the right moment, and decides only where nobody answers. */

import type { Clock } from "./clock.ts";
import type { Time } from "./outside.ts";

/** Ask just after the moment, so that the answer is that it is over. */
const ASK_AFTER = 300;
/** Without an answer for so long the browser is offline: monitoring must not go on for ever. */
const GIVE_UP_AFTER = 30_000;
/** A longer timer overflows and fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export interface DeadlineNews {
  ask(): void;
  over(): void;
}

export class Deadline {
  readonly #time: Time;
  readonly #clock: Clock;
  readonly #news: DeadlineNews;
  #callOff = (): void => {};
  #endsAt: string | null = null;

  constructor(time: Time, clock: Clock, news: DeadlineNews) {
    this.#time = time;
    this.#clock = clock;
    this.#news = news;
  }

  /** ISO 8601, or null for no end. A moment that moved begins anew, and so does the waiting for an answer. */
  set(endsAt: string | null): void {
    if (endsAt === this.#endsAt) return;
    this.stop();
    this.#endsAt = endsAt;
    if (endsAt !== null) this.#wait(Date.parse(endsAt) + ASK_AFTER, () => this.#ask(Date.parse(endsAt)));
  }

  stop(): void {
    this.#callOff();
    this.#endsAt = null;
  }

  #ask(end: number): void {
    this.#news.ask();
    this.#wait(end + GIVE_UP_AFTER, () => this.#news.over());
  }

  /** The clock may be corrected meanwhile, so each timer looks again whether the moment has come. */
  #wait(moment: number, call: () => void): void {
    const left = moment - this.#clock.now();
    if (!(left > 0)) return call();
    this.#callOff = this.#time.later(Math.min(left, LONGEST_TIMER), () => this.#wait(moment, call));
  }
}
