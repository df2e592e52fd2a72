/** Turns single comparisons into an interval: one bad picture is chance, three in a row are worth a look by a person. */

const IN_A_ROW = 3;

export class Matches {
  #mismatches = 0;

  get isRaised(): boolean {
    return this.#mismatches >= IN_A_ROW;
  }

  /** What this comparison changed, if anything. */
  see(match: boolean): "raised" | "cleared" | undefined {
    const before = this.isRaised;
    this.#mismatches = match ? 0 : this.#mismatches + 1;
    if (this.isRaised === before) return undefined;
    return before ? "cleared" : "raised";
  }
}
