/** Decides from look to look what is raised and what is cleared. Pure: time comes with each look. */

import { asked } from "../asked.ts";
import type { Policy } from "../protocol.ts";
import { isCovered } from "./measures.ts";
import { Sustained } from "./sustained.ts";
import type { Look } from "./viewer.ts";

const SECOND = 1_000;
const COVERED_AFTER = 3 * SECOND;
const FROZEN_AFTER = 5 * SECOND;
const CLEAR_AFTER = SECOND;

export type Seen = "FACE_ABSENCE" | "MULTIPLE_FACE" | "CAMERA_COVERED" | "CAMERA_FROZEN";

export interface Change {
  readonly type: Seen;
  readonly change: "raised" | "cleared";
}

export class Judge {
  readonly #intervals: Readonly<Record<Seen, Sustained>>;

  constructor(policy: () => Policy) {
    const after = (ms: () => number): Sustained => new Sustained(ms, CLEAR_AFTER);
    this.#intervals = {
      FACE_ABSENCE: after(() => asked(policy()["faceAbsenceSeconds"], 3) * SECOND),
      MULTIPLE_FACE: after(() => asked(policy()["multipleFaceSeconds"], 1) * SECOND),
      CAMERA_COVERED: after(() => COVERED_AFTER),
      CAMERA_FROZEN: after(() => FROZEN_AFTER),
    };
  }

  /** `now` in milliseconds. */
  see(now: number, { faces, light, spread, same }: Look): Change[] {
    const covered = isCovered({ light, spread });
    // Whether somebody is there a covered or frozen camera does not tell.
    const counted = covered || same ? undefined : faces;
    const holds: Record<Seen, boolean | undefined> = {
      FACE_ABSENCE: counted === undefined ? undefined : counted === 0,
      MULTIPLE_FACE: counted === undefined ? undefined : counted > 1,
      CAMERA_COVERED: covered,
      CAMERA_FROZEN: same && !covered,
    };
    return this.#each((type, interval) => interval.see(now, holds[type]));
  }

  get isCalm(): boolean {
    return !this.raised.length;
  }

  /** What is raised now. */
  get raised(): Seen[] {
    return this.#each((_, interval) => (interval.isRaised ? "raised" : undefined)).map(({ type }) => type);
  }

  #each(ask: (type: Seen, interval: Sustained) => Change["change"] | undefined): Change[] {
    return (Object.keys(this.#intervals) as Seen[]).flatMap((type) => {
      const change = ask(type, this.#intervals[type]);
      return change ? [{ type, change }] : [];
    });
  }
}
