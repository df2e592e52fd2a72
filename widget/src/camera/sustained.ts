/** Turns single looks into intervals: what was seen once is chance, what lasts is worth a look by a person. */

/** Milliseconds without a look after which nothing is known of the time between: a laptop that slept, a stalled worker. */
const GAP = 3_000;

export class Sustained {
  readonly #raiseAfter: () => number;
  readonly #clearAfter: number;
  #since: number | undefined;
  #last = -Infinity;
  #raised = false;

  /** Milliseconds for which something must hold to be raised, and must be over to be cleared. */
  constructor(raiseAfter: () => number, clearAfter: number) {
    this.#raiseAfter = raiseAfter;
    this.#clearAfter = clearAfter;
  }

  get isRaised(): boolean {
    return this.#raised;
  }

  /** `now` in milliseconds; `holds` is undefined when this look could not tell. What it changed, if anything. */
  see(now: number, holds: boolean | undefined): "raised" | "cleared" | undefined {
    if (now - this.#last > GAP) this.#since = undefined;
    this.#last = now;
    if (holds === undefined || holds === this.#raised) {
      this.#since = undefined;
      return undefined;
    }
    this.#since ??= now;
    if (now - this.#since < (holds ? this.#raiseAfter() : this.#clearAfter)) return undefined;
    this.#since = undefined;
    this.#raised = holds;
    return holds ? "raised" : "cleared";
  }
}
