/** The camera while monitoring is on: asked for, watched, given back; and what is said when there is none. */

import type { Duty, Watch } from "../signals/signal.ts";
import { LocalViewer } from "./local-viewer.ts";
import { Looking } from "./looking.ts";
import { cameraPermission, openCamera, release } from "./open.ts";
import { isVirtual } from "./virtual.ts";
import { openWorkerViewer } from "./worker-viewer.ts";
import type { Viewer } from "./viewer.ts";

/** A driver that starts anew needs a moment. */
const TRY_AGAIN = 1_000;

export class Camera {
  readonly #watch: Watch;
  readonly #duty: Duty;
  readonly #ending = new AbortController();
  #stream: MediaStream | undefined;
  #viewer: Viewer | undefined;
  #looking: Looking | undefined;
  #callOff = (): void => {};
  #opening = false;
  #lost = false;
  #told = "";

  constructor(watch: Watch, duty: Duty) {
    this.#watch = watch;
    this.#duty = duty;
    const { mediaDevices } = watch.window.navigator;
    mediaDevices?.addEventListener("devicechange", () => void this.open(), { signal: this.#ending.signal });
    void this.#openWhenAllowed();
  }

  /** Nothing happens where it is open already. */
  async open(): Promise<void> {
    if (this.#opening || this.#stream || this.#stopped) return;
    this.#opening = true;
    const stream = await openCamera(this.#watch.window.navigator);
    this.#opening = false;
    if (typeof stream === "string") this.#unavailable(stream);
    else if (this.#stopped) release(stream);
    else await this.#opened(stream);
  }

  /** The camera's light goes off at once. */
  stop(): void {
    this.#ending.abort();
    this.#callOff();
    this.#close();
    this.#viewer?.close();
  }

  get #stopped(): boolean {
    return this.#ending.signal.aborted;
  }

  async #openWhenAllowed(): Promise<void> {
    const permission = await cameraPermission(this.#watch.window.navigator);
    const look = (): void => {
      if (permission?.state === "granted") void this.open();
    };
    permission?.addEventListener("change", look, { signal: this.#ending.signal });
  }

  /** The exam goes on; once for each reason, and not when it was told that the camera was lost. */
  #unavailable(reason: string): void {
    if (this.#stopped || this.#lost || this.#told === reason) return;
    this.#told = reason;
    this.#watch.changed("CAMERA_UNAVAILABLE", { reason });
  }

  async #opened(stream: MediaStream): Promise<void> {
    const [track] = stream.getVideoTracks();
    if (!track) return this.#unavailable("missing");
    this.#stream = stream;
    track.addEventListener("ended", () => void this.#ended());
    this.#told = "";
    if (this.#lost) this.#watch.clear("CAMERA_LOST");
    this.#lost = false;
    this.#name(track);
    this.#viewer ??= await this.#view();
    if (this.#stream !== stream || this.#stopped) return;
    this.#looking = new Looking(this.#watch, this.#duty, this.#viewer, stream, (cause) => this.#failed(cause));
  }

  /** Which camera it is, and whether it was another one before, also before a reload. */
  #name(track: MediaStreamTrack): void {
    const { label } = track;
    const { deviceId } = track.getSettings();
    const before = this.#watch.noted("camera");
    if (before !== undefined && before !== deviceId) this.#watch.changed("CAMERA_CHANGED", { label });
    this.#watch.note("camera", deviceId);
    if (isVirtual(label)) this.#watch.changed("CAMERA_VIRTUAL", { label });
  }

  /** The browser ends a track when the device is gone or the permission is taken away; not when we do. */
  async #ended(): Promise<void> {
    this.#close();
    const permission = await cameraPermission(this.#watch.window.navigator);
    if (this.#stopped) return;
    this.#lost = true;
    const taken = permission !== undefined && permission.state !== "granted";
    this.#watch.changed("CAMERA_LOST", { reason: taken ? "permission" : "disconnected" });
    if (!taken) this.#callOff = this.#watch.later(TRY_AGAIN, () => void this.open());
  }

  #close(): void {
    this.#looking?.stop();
    this.#looking = undefined;
    if (this.#stream) release(this.#stream);
    this.#stream = undefined;
  }

  /** In a worker with a detector; with neither the pixels still tell whether the camera is covered or frozen. */
  async #view(): Promise<Viewer> {
    const { viewer, unavailable } = await openWorkerViewer(this.#watch, `${this.#watch.assets}face/face.js`);
    if (unavailable) this.#watch.unavailable("face", unavailable);
    if (this.#stopped) viewer?.close();
    return viewer ?? new LocalViewer();
  }

  #failed(cause: unknown): void {
    this.#viewer = new LocalViewer();
    this.#watch.unavailable("face", `failed: ${String(cause)}`);
  }
}
