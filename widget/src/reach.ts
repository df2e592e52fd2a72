/** Whether events reach the server: the candidate sees it at once, the page is told when it lasts. */

import type { Time } from "./outside.ts";

/** Milliseconds without the server of which the page is told. */
const LONG = 60_000;

export interface ReachNews {
  /** There is or is no way to the server. */
  network(reached: boolean): void;
  changed(): void;
  lasts(): void;
}

export class Reach {
  readonly #time: Time;
  readonly #news: ReachNews;
  #reached = true;
  #callOff = (): void => {};

  constructor(time: Time, news: ReachNews) {
    this.#time = time;
    this.#news = news;
  }

  get isReached(): boolean {
    return this.#reached;
  }

  /** A server that has `answered` but takes nothing is not a network that is lost. */
  heard(reached: boolean, answered: boolean): void {
    if (reached || !answered) this.#news.network(reached);
    if (reached === this.#reached) return;
    this.#reached = reached;
    this.stop();
    this.#news.changed();
    if (!reached) this.#callOff = this.#time.later(LONG, () => this.#news.lasts());
  }

  /** Nobody is to be told any more. */
  stop(): void {
    this.#callOff();
  }
}
