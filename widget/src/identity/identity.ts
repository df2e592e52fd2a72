/** Compares the face in front of the camera with the reference: a number for a person to look at, never a decision. */

import type { Look, Viewer } from "../camera/viewer.ts";
import type { Duty, Watch } from "../signals/signal.ts";
import { distance } from "./distance.ts";
import { Matches } from "./matches.ts";
import { findReference, keepPicture, type Reference } from "./reference.ts";

/** Milliseconds between two comparisons where no snapshot is taken: while all is well, and after a mismatch. */
const CALM = 30_000;
const ALERT = 10_000;
/** Milliseconds for which a comparison counts: somebody who was compared is not exchanged between two looks. */
const FRESH = 45_000;
/** Looks that are due each second: whether the last comparison still counts. */
const RATE = 1;

/** Comparisons that fail in a row before it is given up: one may, as when the laptop slept. */
const MOST_FAILURES = 3;

const MISMATCH = "The face differs from the reference picture three times in a row. A person should compare them.";

export class Identity {
  readonly #watch: Watch;
  readonly #viewer: Viewer;
  readonly #matches = new Matches();
  #duty: Duty | undefined;
  #reference: Reference | undefined;
  #begun = false;
  #ready = false;
  #stopped = false;
  #failures = 0;
  #due = 0;
  #compared = -Infinity;

  constructor(watch: Watch, viewer: Viewer) {
    this.#watch = watch;
    this.#viewer = viewer;
    this.#follow();
  }

  /** Of the picture that the viewer has just looked at; `snapped` when it was kept as a snapshot. */
  async see(now: number, { faces }: Look, snapped: boolean): Promise<void> {
    this.#follow();
    if (!this.#duty || !this.#ready) return;
    if (faces === 1 && (snapped || now >= this.#due)) await this.#attempt(now);
    if (now - this.#compared < FRESH) this.#duty.look();
  }

  /** The viewer has died: nothing is compared any more, and the coverage shows it. */
  fail(): void {
    this.#stopped = true;
    this.#ready = false;
    this.#clear();
  }

  stop(): void {
    this.fail();
    this.#duty?.end();
  }

  /** Whether it is switched off may change during the exam. */
  #follow(): void {
    if (this.#watch.policy.off?.includes("identity")) return this.#rest();
    this.#duty ??= this.#watch.duty("identity", RATE);
    if (!this.#begun) void this.#prepare();
  }

  #rest(): void {
    this.#duty?.end();
    this.#duty = undefined;
    this.#clear();
  }

  /** The large model is loaded; looks go on meanwhile. */
  async #prepare(): Promise<void> {
    this.#begun = true;
    try {
      // Only for the model: what the picture shows now does not matter.
      await this.#viewer.describe();
      this.#reference = await findReference(this.#watch, this.#viewer);
      this.#ready = !this.#stopped;
    } catch (cause) {
      if (!this.#stopped) this.#watch.unavailable("identity", `not_loaded: ${String(cause)}`);
    }
  }

  /** What goes wrong here must not end the looks at the camera. */
  async #attempt(now: number): Promise<void> {
    try {
      await this.#compare(now);
      this.#failures = 0;
    } catch (cause) {
      this.#due = now + ALERT;
      if (++this.#failures < MOST_FAILURES || this.#stopped) return;
      this.fail();
      this.#watch.unavailable("identity", `failed: ${String(cause)}`);
    }
  }

  async #compare(now: number): Promise<void> {
    const { description } = await this.#viewer.describe();
    if (!description || this.#stopped) return;
    this.#compared = now;
    if (this.#reference) await this.#judge(now, this.#reference, description);
    else await this.#adopt(now, description);
  }

  /** Without a better one the first face is the reference: then at least an exchange is noticed. */
  async #adopt(now: number, description: readonly number[]): Promise<void> {
    const still = await this.#viewer.still();
    if (this.#stopped) return;
    this.#due = now + CALM;
    this.#reference = keepPicture(this.#watch, "snapshot", description, still);
  }

  async #judge(now: number, reference: Reference, description: readonly number[]): Promise<void> {
    const limit = Number(this.#watch.policy["identityDistance"]);
    const apart = Math.round(distance(reference.description, description) * 1_000) / 1_000;
    const match = apart < limit;
    this.#due = now + (match ? CALM : ALERT);
    this.#watch.changed("IDENTITY_CHECKED", { distance: apart, limit, match, reference: reference.source });
    const change = this.#matches.see(match);
    if (change === "cleared") this.#watch.clear("FACE_MISMATCH");
    if (change !== "raised") return;
    const still = await this.#viewer.still();
    if (!this.#stopped) this.#watch.flagWith("FACE_MISMATCH", "medium", MISMATCH, still);
  }

  #clear(): void {
    if (this.#matches.isRaised && this.#matches.see(true)) this.#watch.clear("FACE_MISMATCH");
  }
}
