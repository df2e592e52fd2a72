/** A camera or a microphone while monitoring is on: asked for, held, given back; and what is said when there is none. */

import type { Watch } from "../signals/signal.ts";
import { openDevice, permissionFor, release } from "./open.ts";

/** A driver that starts anew needs a moment. */
const TRY_AGAIN = 1_000;

/** Which device, by the name of its permission and by the beginning of its events. */
export interface Kind {
  readonly name: "camera" | "microphone";
  readonly events: "CAMERA" | "MICROPHONE";
  readonly wanted: MediaStreamConstraints;
}

/** What is done with the stream while there is one. */
export interface Use {
  opened(stream: MediaStream, track: MediaStreamTrack): void;
  closed(): void;
}

export class Held {
  readonly #watch: Watch;
  readonly #kind: Kind;
  readonly #use: Use;
  readonly #ending = new AbortController();
  #stream: MediaStream | undefined;
  #callOff = (): void => {};
  #opening = false;
  #lost = false;
  #told = "";

  constructor(watch: Watch, kind: Kind, use: Use) {
    this.#watch = watch;
    this.#kind = kind;
    this.#use = use;
    const { mediaDevices } = watch.window.navigator;
    mediaDevices?.addEventListener("devicechange", () => void this.open(), { signal: this.#ending.signal });
    void this.#openWhenAllowed();
  }

  /** Nothing happens where it is open already. */
  async open(): Promise<void> {
    if (this.#opening || this.#stream || this.#stopped) return;
    this.#opening = true;
    const stream = this.#handedOver() ?? (await openDevice(this.#watch.window.navigator, this.#kind.wanted));
    this.#opening = false;
    if (typeof stream === "string") this.#unavailable(stream);
    else if (this.#stopped) release(stream);
    else this.#opened(stream);
  }

  /** The device is given back at once; from now on nobody knows whether it is lost. */
  stop(): void {
    this.#ending.abort();
    this.#callOff();
    if (this.#lost) this.#watch.clear(`${this.#kind.events}_LOST`);
    this.#lost = false;
    this.#close();
  }

  holds(stream: MediaStream): boolean {
    return this.#stream === stream;
  }

  get #stopped(): boolean {
    return this.#ending.signal.aborted;
  }

  /** What the check before the exam left open, if it still runs. */
  #handedOver(): MediaStream | undefined {
    const { devices } = this.#watch;
    const { name } = this.#kind;
    const stream = devices[name];
    delete devices[name];
    if (stream?.active) return stream;
    if (stream) release(stream);
    return undefined;
  }

  async #openWhenAllowed(): Promise<void> {
    const permission = await this.#permission();
    const look = (): void => {
      if (permission?.state === "granted") void this.open();
    };
    permission?.addEventListener("change", look, { signal: this.#ending.signal });
  }

  #permission(): Promise<PermissionStatus | undefined> {
    return permissionFor(this.#watch.window.navigator, this.#kind.name);
  }

  /** The exam goes on; once for each reason, and not when it was told that the device was lost. */
  #unavailable(reason: string): void {
    if (this.#stopped || this.#lost || this.#told === reason) return;
    this.#told = reason;
    this.#watch.changed(`${this.#kind.events}_UNAVAILABLE`, { reason });
  }

  #opened(stream: MediaStream): void {
    const [track] = stream.getTracks();
    if (!track) return this.#unavailable("missing");
    this.#stream = stream;
    track.addEventListener("ended", () => void this.#ended(stream));
    this.#told = "";
    if (this.#lost) this.#watch.clear(`${this.#kind.events}_LOST`);
    this.#lost = false;
    this.#name(track);
    this.#use.opened(stream, track);
  }

  /** Which device it is, and whether it was another one before, also before a reload. */
  #name(track: MediaStreamTrack): void {
    const { name, events } = this.#kind;
    const { deviceId } = track.getSettings();
    const before = this.#watch.noted(name);
    if (before !== undefined && before !== deviceId) this.#watch.changed(`${events}_CHANGED`, { label: track.label });
    this.#watch.note(name, deviceId);
  }

  /** The browser ends a track when the device is gone or the permission is taken away; not when we do. */
  async #ended(stream: MediaStream): Promise<void> {
    if (!this.holds(stream)) return;
    this.#close();
    const permission = await this.#permission();
    if (this.#stopped) return;
    this.#lost = true;
    const taken = permission !== undefined && permission.state !== "granted";
    this.#watch.changed(`${this.#kind.events}_LOST`, { reason: taken ? "permission" : "disconnected" });
    if (!taken) this.#callOff = this.#watch.later(TRY_AGAIN, () => void this.open());
  }

  #close(): void {
    if (!this.#stream) return;
    release(this.#stream);
    this.#stream = undefined;
    this.#use.closed();
  }
}
