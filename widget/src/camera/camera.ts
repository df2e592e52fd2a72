/** The camera while monitoring is on: what looks through it, and who is looked for. */

import { Held } from "../device/held.ts";
import type { Identity } from "../identity/identity.ts";
import type { Duty, Watch } from "../signals/signal.ts";
import { LocalViewer } from "./local-viewer.ts";
import { Looking } from "./looking.ts";
import { CAMERA } from "./open.ts";
import { isVirtual } from "./virtual.ts";
import { openWorkerViewer } from "./worker-viewer.ts";
import type { Viewer } from "./viewer.ts";

export class Camera {
  readonly #watch: Watch;
  /** Undefined where faces are only compared. */
  readonly #duty: Duty | undefined;
  readonly #held: Held;
  #viewer: Viewer | undefined;
  #identity: Identity | undefined;
  #looking: Looking | undefined;
  #stopped = false;

  constructor(watch: Watch, duty: Duty | undefined) {
    this.#watch = watch;
    this.#duty = duty;
    this.#held = new Held(watch, CAMERA, {
      opened: (stream, { label }) => {
        if (isVirtual(label)) watch.changed("CAMERA_VIRTUAL", { label });
        void this.#look(stream);
      },
      closed: () => this.#close(),
    });
  }

  open(): Promise<void> {
    return this.#held.open();
  }

  /** The camera's light goes off at once. */
  stop(): void {
    this.#stopped = true;
    this.#held.stop();
    this.#identity?.stop();
    this.#viewer?.close();
  }

  #close(): void {
    this.#looking?.stop();
    this.#looking = undefined;
  }

  async #look(stream: MediaStream): Promise<void> {
    this.#viewer ??= await this.#view();
    if (!this.#held.holds(stream)) return;
    const { identity, viewer } = { identity: this.#identity, viewer: this.#viewer };
    const failed = (cause: unknown): void => this.#failed(cause);
    this.#looking = new Looking({ watch: this.#watch, duty: this.#duty, identity, viewer, failed }, stream);
  }

  /** In a worker with a detector; with neither the pixels still tell whether the camera is covered or frozen. */
  async #view(): Promise<Viewer> {
    const { viewer, unavailable } = await openWorkerViewer(this.#watch, `${this.#watch.assets}face/face.js`);
    if (unavailable) this.#unavailable(unavailable);
    if (this.#stopped) viewer?.close();
    else if (viewer && !unavailable && this.#watch.features.facialRecognition) await this.#recognise(viewer);
    return viewer ?? new LocalViewer();
  }

  /** Its code and its large model are fetched only here. */
  async #recognise(viewer: Viewer): Promise<void> {
    try {
      const { Identity } = await import("../identity/identity.ts");
      if (!this.#stopped) this.#identity = new Identity(this.#watch, viewer);
    } catch (cause) {
      this.#watch.unavailable("identity", `not_loaded: ${String(cause)}`);
    }
  }

  #failed(cause: unknown): void {
    this.#viewer = new LocalViewer();
    this.#identity?.fail();
    this.#unavailable(`failed: ${String(cause)}`);
  }

  #unavailable(reason: string): void {
    if (this.#duty) this.#watch.unavailable("face", reason);
    if (this.#watch.features.facialRecognition) this.#watch.unavailable("identity", reason);
  }
}
