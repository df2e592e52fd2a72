/** The camera at the check: opened once, shown, looked at, and handed over. */

import { Frames } from "../../camera/frames.ts";
import { LocalViewer } from "../../camera/local-viewer.ts";
import { isCovered } from "../../camera/measures.ts";
import { openCamera, release } from "../../camera/open.ts";
import type { Look, Viewer } from "../../camera/viewer.ts";
import { openWorkerViewer } from "../../camera/worker-viewer.ts";
import { failed, succeeded, type Outcome } from "../outcome.ts";
import { Native, sleep, type Stage } from "../stage.ts";
import { hintOf, type Hint } from "./place.ts";
import { reasonOf } from "./reason.ts";

const PACE = 500;
/** Looks without any picture after which there is none. */
const MOST_BLIND = 20;

export class Webcam {
  readonly #stage: Stage;
  readonly #video: HTMLVideoElement;
  readonly #hint: (hint: Hint) => void;
  readonly #lost: () => void;
  #viewer: Viewer | undefined;
  /** Whoever looked last at this stream: one that has just been opened has no picture yet. */
  #seen: Viewer | undefined;
  #worker: Promise<void> | undefined;
  #stream: MediaStream | undefined;
  #frames: Frames | undefined;
  #run = 0;
  #closed = false;

  /** `video` shows it; `hint` hears what the candidate can do better; `lost` that it went away. */
  constructor(stage: Stage, video: HTMLVideoElement, hint: (hint: Hint) => void, lost: () => void) {
    this.#stage = stage;
    this.#video = video;
    this.#hint = hint;
    this.#lost = lost;
  }

  async check(): Promise<Outcome> {
    this.stop();
    const run = ++this.#run;
    const { window } = this.#stage.outside;
    const stream = await openCamera(window.navigator);
    if (typeof stream === "string") return failed(reasonOf(stream));
    if (run !== this.#run) {
      release(stream);
      return failed("stopped");
    }
    this.#open(stream);
    this.#viewer ??= new LocalViewer();
    this.#worker ??= this.#openWorker();
    const look = await this.#firstLook(run);
    if (!look) return failed("no_picture");
    void this.#watch(run);
    return isCovered(look) ? failed("covered") : succeeded();
  }

  /** Its light is off. */
  stop(): void {
    this.#run++;
    this.#frames?.close();
    this.#video.srcObject = null;
    if (this.#stream) release(this.#stream);
    this.#stream = this.#frames = this.#seen = undefined;
  }

  /** The open stream, which is no longer ours; undefined when there is none. */
  give(): MediaStream | undefined {
    const stream = this.#stream;
    this.#stream = undefined;
    this.stop();
    return stream;
  }

  /** The candidate as last seen, a JPEG. */
  async still(): Promise<Blob | undefined> {
    try {
      return this.#stream && (await this.#seen?.still());
    } catch {
      return undefined;
    }
  }

  close(): void {
    this.#closed = true;
    this.stop();
    this.#viewer?.close();
  }

  #open(stream: MediaStream): void {
    const { window } = this.#stage.outside;
    this.#stream = stream;
    this.#frames = new Frames(window, stream);
    this.#video.srcObject = stream;
    this.#video.play().catch(() => {});
    for (const track of stream.getTracks())
      track.addEventListener("ended", () => {
        if (this.#stream !== stream) return;
        this.stop();
        this.#lost();
      });
  }

  async #firstLook(run: number): Promise<Look | undefined> {
    for (let blind = 0; blind < MOST_BLIND && run === this.#run; blind++) {
      const look = await this.#look();
      if (look) return look;
      await sleep(this.#stage.outside, PACE);
    }
    return undefined;
  }

  async #watch(run: number): Promise<void> {
    while (run === this.#run) {
      const look = await this.#look();
      if (look && run === this.#run) this.#hint(hintOf(look));
      await sleep(this.#stage.outside, PACE);
    }
  }

  async #look(): Promise<Look | undefined> {
    const viewer = this.#viewer;
    try {
      const frame = await this.#frames?.next();
      const look = frame && (await viewer?.look(frame));
      if (look) this.#seen = viewer;
      return look;
    } catch {
      // A worker that died leaves the brightness.
      this.#viewer = new LocalViewer();
      this.#seen = undefined;
      return undefined;
    }
  }

  /** Until it has loaded, and where the page forbids it, only the brightness is looked at. */
  async #openWorker(): Promise<void> {
    const { outside, assets } = this.#stage;
    const surroundings = {
      newWorker: (source: string) => outside.newWorker(source),
      later: (ms: number, call: () => void) => outside.time.later(ms, call),
      Promise: Native,
    };
    const { viewer } = await openWorkerViewer(surroundings, `${assets}face/face.js`);
    if (!viewer) return;
    if (this.#closed) viewer.close();
    else this.#viewer = viewer;
  }
}
