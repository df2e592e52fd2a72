/** Looks at the camera again and again while it is on, and tells what that shows. */

import { asked } from "../asked.ts";
import type { Identity } from "../identity/identity.ts";
import type { Duty, Watch } from "../signals/signal.ts";
import { Frames } from "./frames.ts";
import { Judge, type Change, type Seen } from "./judge.ts";
import { LocalViewer } from "./local-viewer.ts";
import { Snapshots } from "./snapshots.ts";
import type { Look, Viewer } from "./viewer.ts";

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

export interface Looker {
  readonly watch: Watch;
  /** Undefined where faces are only compared: then nothing is judged and no snapshot is taken. */
  readonly duty: Duty | undefined;
  readonly identity: Identity | undefined;
  readonly viewer: Viewer;
  /** The worker was given up: from now on only the pixels are looked at. */
  readonly failed: (cause: unknown) => void;
}

export class Looking {
  readonly #watch: Watch;
  readonly #duty: Duty | undefined;
  readonly #identity: Identity | undefined;
  readonly #frames: Frames;
  readonly #judge: Judge;
  readonly #snapshots: Snapshots;
  readonly #failed: (cause: unknown) => void;
  #viewer: Viewer;
  #failures = 0;
  #callOff = (): void => {};
  #stopped = false;

  constructor({ watch, duty, identity, viewer, failed }: Looker, stream: MediaStream) {
    this.#watch = watch;
    this.#duty = duty;
    this.#identity = identity;
    this.#viewer = viewer;
    this.#failed = failed;
    this.#frames = new Frames(watch.window, stream);
    this.#judge = new Judge(() => watch.policy);
    const mean = (): number => (duty ? asked(watch.policy["snapshotSeconds"], 30) * 1_000 : 0);
    this.#snapshots = new Snapshots(mean, watch.random);
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
      const now = this.#watch.now();
      const snapped = this.#duty !== undefined && (await this.#guard(this.#duty, look, now));
      await this.#identity?.see(now, look, snapped);
      const odd = look.same || (look.faces ?? 1) !== 1;
      return this.#judge.isCalm && !odd ? CALM : ALERT;
    } catch (cause) {
      this.#recover(cause);
      return CALM;
    }
  }

  /** Whether a snapshot was taken. */
  async #guard(duty: Duty, look: Look, now: number): Promise<boolean> {
    if (look.faces !== undefined) duty.look();
    for (const change of this.#judge.see(now, look)) await this.#tell(change, now);
    const due = this.#snapshots.isDue(now);
    if (due) await this.#snapshot();
    return due;
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
