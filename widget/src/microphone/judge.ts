/** Decides from moment to moment what is raised and what is cleared. Pure: time comes with each moment. */

import { asked } from "../asked.ts";
import { Sustained } from "../camera/sustained.ts";
import type { Policy } from "../protocol.ts";
import type { Heard } from "./loudness.ts";
import { Room } from "./room.ts";

const SECOND = 1_000;
/** Between two words it is quiet so long. */
const PAUSE = 0.7 * SECOND;
const QUIET_AFTER = 2 * SECOND;
const MUTED_AFTER = 2 * SECOND;
const SILENT_AFTER = 10 * SECOND;
const BACK_AFTER = SECOND;

export type Noticed = "SOUND_DETECTED" | "MICROPHONE_MUTED" | "MICROPHONE_SILENT";

export interface Change {
  readonly type: Noticed;
  readonly change: "raised" | "cleared";
}

export class Judge {
  readonly #room: Room;
  readonly #intervals: Readonly<Record<Noticed, Sustained>>;
  #loudAt = -Infinity;

  /** `roomLevel` from 0 to 1, where the check has found it. */
  constructor(policy: () => Policy, roomLevel?: number) {
    this.#room = new Room(() => asked(policy()["soundRiseDb"], 12), roomLevel);
    this.#intervals = {
      SOUND_DETECTED: new Sustained(() => asked(policy()["soundSeconds"], 2) * SECOND, QUIET_AFTER),
      MICROPHONE_MUTED: new Sustained(() => MUTED_AFTER, BACK_AFTER),
      MICROPHONE_SILENT: new Sustained(() => SILENT_AFTER, BACK_AFTER),
    };
  }

  /** `now` in milliseconds; `muted` is what the browser says of the microphone. */
  hear(now: number, { level, silent }: Heard, muted: boolean): Change[] {
    const holds: Record<Noticed, boolean | undefined> = {
      // Without a signal nothing is known of the room.
      SOUND_DETECTED: silent || muted ? undefined : this.#sounds(now, level),
      MICROPHONE_MUTED: muted,
      MICROPHONE_SILENT: muted ? undefined : silent,
    };
    return this.#each((type, interval) => interval.see(now, holds[type]));
  }

  /** What is raised now. */
  get raised(): Noticed[] {
    return this.#each((_, interval) => (interval.isRaised ? "raised" : undefined)).map(({ type }) => type);
  }

  #sounds(now: number, level: number): boolean | undefined {
    const loud = this.#room.isLoud(now, level);
    if (loud) this.#loudAt = now;
    return loud === undefined ? undefined : now - this.#loudAt <= PAUSE;
  }

  #each(ask: (type: Noticed, interval: Sustained) => Change["change"] | undefined): Change[] {
    return (Object.keys(this.#intervals) as Noticed[]).flatMap((type) => {
      const change = ask(type, this.#intervals[type]);
      return change ? [{ type, change }] : [];
    });
  }
}
