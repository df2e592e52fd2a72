/** The server's time, carried on by the browser's monotonic clock, so that the computer's own clock does not matter. */

import type { Time } from "./outside.ts";

export class Clock {
  readonly #time: Time;
  #ahead: number | undefined;
  #last = 0;

  constructor(time: Time) {
    this.#time = time;
  }

  /**
   * When an answer arrives, the server's time lies between what it wrote and that plus the whole round trip. The first
   * answer is taken in the middle; later ones only correct what has left those bounds (a laptop that slept).
   * `sent` is the monotonic time of the request in milliseconds.
   */
  hear(serverTime: string, sent: number): void {
    const server = Date.parse(serverTime);
    if (Number.isNaN(server)) return;
    const now = this.#time.monotonic();
    const earliest = server - now;
    const latest = server - sent;
    this.#ahead =
      this.#ahead === undefined ? (earliest + latest) / 2 : Math.min(Math.max(this.#ahead, earliest), latest);
  }

  /** Milliseconds since 1970 by the server's clock; never goes backwards. */
  now(): number {
    this.#last = Math.max(this.#last, Math.round(this.#time.monotonic() + (this.#ahead ?? 0)));
    return this.#last;
  }

  iso(): string {
    return new Date(this.now()).toISOString();
  }
}
