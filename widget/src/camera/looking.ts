/** Looks at the camera again and again while it is on, and tells what that shows. */

import type { Duty, Watch } from "../signals/signal.ts";
import { Frames } from "./frames.ts";
import { Judge, seconds, type Change, type Seen } from "./judge.ts";
import { LocalViewer } from "./local-viewer.ts";
import { Snapshots } from "./snapshots.ts";
import type { Viewer } from "./viewer.ts";

/** Milliseconds between two looks: while all is well, and while something may be going on. */
const CALM = 1_000;
const ALERT = 500;
/** Looks that fail in a row before the worker is given up: one may, as when the laptop slept. */
const MOST_FAILURES = 3;

const FLAGS: Readonly<Record<Seen, readonly [severity: "low" | "medium" | "high", description: string]>> = {
  FACE_ABSENCE: ["medium", "No face is in front of the camera."],
  MULTIPLE_FACE: ["high", "More than one face is in front of the camera."],
  CAMERA_COVERED: ["medium", "The camera is covered or sees nothing but darkness."],
  CAMERA_FROZEN: ["low", "The camera shows the same picture all the time."],
};

export class Looking {
  readonly #watch: Watch;
  readonly #duty: Duty;
  readonly #frames: Frames;
  readonly #judge: Judge;
  readonly #snapshots: Snapshots;
  /** The worker was given up: from now on only the pixels are looked at. */
  readonly #failed: (cause: unknown) => void;
  #viewer: Viewer;
  #failures = 0;
  #callOff = (): void => {};
  #stopped = false;

  constructor(watch: Watch, duty: Duty, viewer: Viewer, stream: MediaStream, failed: (cause: unknown) => void) {
    this.#watch = watch;
    this.#duty = duty;
    this.#viewer = viewer;
    this.#failed = failed;
    this.#frames = new Frames(watch.window, stream);
    this.#judge = new Judge(() => watch.policy);
    this.#snapshots = new Snapshots(() => seconds(watch.policy["snapshotSeconds"], 30) * 1_000, watch.random);
    this.#snapshots.begin(watch.now());
    this.#plan(0);
  }

  /** What is still raised is cleared: from now on nobody looks. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#callOff();
    this.#frames.close();
    for (const type of this.#judge.raised) this.#watch.clear(type);
  }

  #plan(ms: number): void {
    this.#callOff = this.#watch.later(ms, () => void this.#turn());
  }

  async #turn(): Promise<void> {
    const pace = await this.#look();
    if (!this.#stopped) this.#plan(pace);
  }

  /** Milliseconds until the next look. */
  async #look(): Promise<number> {
    try {
      const frame = await this.#frames.next();
      if (!frame) return ALERT;
      const look = await this.#viewer.look(frame);
      if (this.#stopped) return CALM;
      this.#failures = 0;
      if (look.faces !== undefined) this.#duty.look();
      const now = this.#watch.now();
      for (const change of this.#judge.see(now, look)) await this.#tell(change, now);
      if (this.#snapshots.isDue(now)) await this.#snapshot();
      const odd = look.same || (look.faces ?? 1) !== 1;
      return this.#judge.isCalm && !odd ? CALM : ALERT;
    } catch (cause) {
      this.#recover(cause);
      return CALM;
    }
  }

  async #tell({ type, change }: Change, now: number): Promise<void> {
    this.#snapshots.flagged(now);
    if (change === "cleared") return this.#watch.clear(type);
    const still = await this.#viewer.still();
    if (!this.#stopped) this.#watch.flagWith(type, ...FLAGS[type], still);
  }

  async #snapshot(): Promise<void> {
    const still = await this.#viewer.still();
    if (!this.#stopped)
      this.#watch.flagWith("PERIODIC_SNAPSHOT", "low", "A picture taken at a random moment.", still);
  }

  #recover(cause: unknown): void {
    if (++this.#failures < MOST_FAILURES || this.#stopped || this.#viewer instanceof LocalViewer) return;
    this.#viewer.close();
    this.#viewer = new LocalViewer();
    this.#failed(cause);
  }
}
