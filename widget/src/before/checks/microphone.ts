/** The microphone at the check: a level to see, and how loud the room is by itself. */

import { openDevice, release } from "../../device/open.ts";
import { measure, type Heard } from "../../microphone/loudness.ts";
import { MICROPHONE } from "../../microphone/open.ts";
import { failed, median, succeeded, type Outcome } from "../outcome.ts";
import { sleep, type Stage } from "../stage.ts";
import { reasonOf } from "./reason.ts";

const PACE = 100;
/** Looks at the level, 2.5 seconds, of which the middle is the room's own. */
const LOOKS = 25;
/** Looks after which a browser that lets nothing through is given up. */
const MOST_LOOKS = 80;
const LOUD = 0.1;
const SAMPLES = 4_096;

type Read = () => Heard | undefined;

export class Microphone {
  readonly #stage: Stage;
  readonly #level: (level: number) => void;
  readonly #lost: () => void;
  #stream: MediaStream | undefined;
  #context: AudioContext | undefined;
  #run = 0;
  #roomLevel: number | undefined;

  /** `level` hears the RMS from 0 to 1, ten times a second; `lost` that the device went away. */
  constructor(stage: Stage, level: (level: number) => void, lost: () => void) {
    this.#stage = stage;
    this.#level = level;
    this.#lost = lost;
  }

  /** Undefined when there was nothing to hear. */
  get roomLevel(): number | undefined {
    return this.#roomLevel;
  }

  async check(): Promise<Outcome> {
    this.stop();
    const run = ++this.#run;
    const stream = await openDevice(this.#stage.outside.window.navigator, MICROPHONE.wanted);
    if (typeof stream === "string") return failed(reasonOf(stream));
    if (run !== this.#run) {
      release(stream);
      return failed("stopped");
    }
    const read = this.#open(stream);
    if (!read) return failed("failed");
    const heard: Heard[] = [];
    for (let looks = 0; looks < MOST_LOOKS && heard.length < LOOKS && run === this.#run; looks++) {
      const now = await this.#look(read);
      if (now) heard.push(now);
    }
    if (run !== this.#run) return failed("stopped");
    void this.#watch(run, read);
    return this.#judge(heard);
  }

  /** It hears nothing any more. */
  stop(): void {
    this.#run++;
    if (this.#stream) release(this.#stream);
    this.#stream = this.#roomLevel = undefined;
    void this.#context?.close();
    this.#context = undefined;
  }

  /** The open stream, which is no longer ours. */
  give(): MediaStream | undefined {
    const stream = this.#stream;
    this.#stream = undefined;
    this.stop();
    return stream;
  }

  #judge(heard: readonly Heard[]): Outcome {
    if (heard.every(({ silent }) => silent)) return failed("silent");
    this.#roomLevel = median(heard.map(({ level }) => level));
    return succeeded(this.#roomLevel > LOUD ? { reason: "noisy" } : {});
  }

  /** What hears the moment; undefined while the browser lets nothing through. */
  #open(stream: MediaStream): Read | undefined {
    this.#stream = stream;
    for (const track of stream.getTracks())
      track.addEventListener("ended", () => {
        if (this.#stream !== stream) return;
        this.stop();
        this.#lost();
      });
    try {
      const context = (this.#context = new AudioContext());
      const analyser = new AnalyserNode(context, { fftSize: SAMPLES });
      context.createMediaStreamSource(stream).connect(analyser);
      void context.resume().catch(() => {});
      const samples = new Float32Array(SAMPLES);
      return () => {
        if (context.state !== "running") return undefined;
        analyser.getFloatTimeDomainData(samples);
        return measure(samples);
      };
    } catch {
      return undefined;
    }
  }

  async #look(read: Read): Promise<Heard | undefined> {
    await sleep(this.#stage.outside, PACE);
    const heard = read();
    if (heard) this.#level(heard.level);
    return heard;
  }

  async #watch(run: number, read: Read): Promise<void> {
    while (run === this.#run) await this.#look(read);
  }
}
