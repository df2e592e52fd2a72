/** Listens to the microphone again and again while it is on, and tells what that brings. */

import type { Duty, Watch } from "../signals/signal.ts";
import { Clips } from "./clips.ts";
import type { Change, Judge, Noticed } from "./judge.ts";
import { measure } from "./loudness.ts";
import { wav } from "./wav.ts";

/** Milliseconds between two moments; each is the last third of a second, so that nothing is missed. */
export const TICK = 250;
const SAMPLES = 16_384;
/** Milliseconds for the browser to let the sound through before it is told that it does not. */
const PATIENCE = 5_000;
/** With these a browser that waits for the candidate lets it through. */
const GESTURES = ["pointerdown", "pointerup", "keydown"];

const SOUND = "There is sound above the room's own level.";
const MUTED = "The microphone is muted.";

export class Listening {
  readonly #watch: Watch;
  readonly #duty: Duty;
  readonly #judge: Judge;
  readonly #track: MediaStreamTrack;
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #clips: Clips;
  readonly #samples = new Float32Array(SAMPLES);
  readonly #unlisten: () => void;
  readonly #began: number;
  #told = false;
  #stopped = false;
  #callOff = (): void => {};

  constructor(watch: Watch, duty: Duty, judge: Judge, stream: MediaStream, track: MediaStreamTrack) {
    const { window } = watch;
    this.#watch = watch;
    this.#duty = duty;
    this.#judge = judge;
    this.#track = track;
    this.#context = new window.AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = SAMPLES;
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.#clips = new Clips(watch, stream);
    this.#unlisten = watch.listen(window, GESTURES, () => this.#resume());
    this.#began = watch.now();
    this.#turn();
  }

  /** What is still raised is cleared: from now on nobody listens. */
  stop(): void {
    this.#stopped = true;
    this.#callOff();
    this.#unlisten();
    this.#clips.close();
    void this.#context.close();
    for (const type of this.#judge.raised) this.#watch.clear(type);
  }

  async #turn(): Promise<void> {
    const now = this.#watch.now();
    if (this.#context.state === "running") await this.#hear(now);
    else this.#wait(now);
    if (!this.#stopped) this.#callOff = this.#watch.later(TICK, () => void this.#turn());
  }

  async #hear(now: number): Promise<void> {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const heard = measure(this.#samples);
    const { muted } = this.#track;
    if (!heard.silent && !muted) this.#duty.look();
    for (const change of this.#judge.hear(now, heard, muted)) await this.#tell(change);
  }

  /** Some browsers let no sound through, not even inwards, before the candidate has clicked or typed. */
  #wait(now: number): void {
    this.#resume();
    if (this.#told || now - this.#began < PATIENCE) return;
    this.#told = true;
    this.#watch.unavailable("microphone", "audio_suspended");
  }

  #resume(): void {
    if (this.#context.state !== "running" && !this.#stopped) this.#context.resume().catch(() => {});
  }

  async #tell({ type, change }: Change): Promise<void> {
    if (change === "cleared") return this.#watch.clear(type);
    await RAISE[type](this.#watch, () => this.#clip());
  }

  async #clip(): Promise<Blob | undefined> {
    const clip = (await this.#clips.take()) ?? wav(this.#samples, this.#context.sampleRate);
    return this.#stopped ? undefined : clip;
  }
}

const RAISE: Readonly<Record<Noticed, (watch: Watch, clip: () => Promise<Blob | undefined>) => Promise<void> | void>> = {
  SOUND_DETECTED: async (watch, clip) => {
    const evidence = await clip();
    if (evidence) watch.flagWith("SOUND_DETECTED", "low", SOUND, evidence);
  },
  MICROPHONE_MUTED: (watch) => watch.flag("MICROPHONE_MUTED", "low", MUTED),
  // A cable or a driver: technical, so it lowers the coverage and is no flag.
  MICROPHONE_SILENT: (watch) => watch.changed("MICROPHONE_SILENT", {}),
};
