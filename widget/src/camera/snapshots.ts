/** When the next snapshot is taken: at random moments, so that nobody can wait for them. Pure. */

/** How many times as often around a flag as otherwise. */
const OFTEN = 5;

export class Snapshots {
  readonly #mean: () => number;
  readonly #random: () => number;
  #due = Infinity;
  #oftenUntil = -Infinity;

  /** `mean` in milliseconds between two, 0 for none; `random` at least 0, less than 1. */
  constructor(mean: () => number, random: () => number) {
    this.#mean = mean;
    this.#random = random;
  }

  /** Milliseconds at which the camera began. */
  begin(now: number): void {
    this.#plan(now);
  }

  /** A flag was raised or cleared: for a while snapshots come more often. */
  flagged(now: number): void {
    this.#oftenUntil = now + this.#mean();
    const planned = this.#due;
    this.#plan(now);
    this.#due = Math.min(this.#due, planned);
  }

  /** Whether one is to be taken now; if so, the next is planned. */
  isDue(now: number): boolean {
    if (now < this.#due) return false;
    this.#plan(now);
    return true;
  }

  /** From half to one and a half of the mean. */
  #plan(now: number): void {
    const mean = this.#mean() / (now < this.#oftenUntil ? OFTEN : 1);
    this.#due = mean ? now + mean * (0.5 + this.#random()) : Infinity;
  }
}
