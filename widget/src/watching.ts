/** Runs the signals while monitoring is on, and brings what they see to the server and to the page's listeners. */

import type { Devices } from "./before/devices.ts";
import type { Clock } from "./clock.ts";
import { Coverage, type CoverageWindow } from "./coverage.ts";
import type { Emitter } from "./emitter.ts";
import type { Media } from "./media/media.ts";
import type { Memory } from "./memory.ts";
import { NativePromise } from "./natives.ts";
import type { Outside } from "./outside.ts";
import type { Policy, StartAnswer } from "./protocol.ts";
import { AT_ONCE, SOON, type Flagged, type Recorder } from "./recorder.ts";
import { loadMore, SIGNALS } from "./signals/index.ts";
import { listen, type Facts, type FileFlagName, type Signal, type Watch } from "./signals/signal.ts";
import type { Trouble } from "./trouble.ts";
import type { EyeConfig, EyeCoverage, EyeEvents } from "./types.ts";

export interface Watched {
  readonly outside: Outside;
  readonly config: EyeConfig;
  readonly memory: Memory;
  readonly emitter: Emitter;
  readonly clock: Clock;
  readonly answer: Pick<StartAnswer, "features">;
  readonly assets: string;
  readonly devices: Devices;
  readonly trouble: Trouble;
}

const LONGEST_REASON = 200;
/** Milliseconds after which what did not load is asked for again. */
const ASK_AGAIN = 3_000;

export class Watching {
  readonly #recorder: Recorder;
  readonly #media: Media;
  readonly #watched: Watched;
  readonly #coverage: Coverage;
  readonly #running = new Map<string, () => void>();
  readonly #onReach = new Set<(reached: boolean) => void>();
  #signals: readonly Signal[] = SIGNALS;
  #remedyFor = (_: string): string => "Allow Eye's host in script-src and connect-src.";
  #current: Watch | undefined;
  #policy: Policy;

  constructor(recorder: Recorder, media: Media, watched: Watched, policy: Policy) {
    this.#recorder = recorder;
    this.#media = media;
    this.#watched = watched;
    this.#coverage = new Coverage(() => watched.clock.now());
    this.#policy = policy;
  }

  /** What the assessment asks for; signals look at it when they need it. */
  get policy(): Policy {
    return this.#policy;
  }

  set policy(policy: Policy) {
    this.#policy = policy;
    this.#follow();
  }

  begin(): void {
    this.stop();
    this.#current = this.#watch();
    this.#follow();
    void this.#more(this.#current);
  }

  stop(): void {
    this.#current = undefined;
    for (const name of this.#running.keys()) this.#end(name);
  }

  /** Whether the server is reached. */
  reached(reached: boolean): void {
    for (const call of this.#onReach) call(reached);
  }

  /** Runs what is to run, and nothing else. */
  #follow(): void {
    const watch = this.#current;
    const { off } = this.#policy;
    if (!watch) return;
    for (const { name, watch: begin } of this.#signals) {
      if (off?.includes(name)) this.#end(name);
      else if (!this.#running.has(name)) this.#running.set(name, begin(watch));
    }
  }

  #end(name: string): void {
    this.#running.get(name)?.();
    this.#running.delete(name);
  }

  async #more(watch: Watch, turn = 0): Promise<void> {
    if (this.#signals !== SIGNALS || this.#current !== watch) return;
    try {
      const { MORE, remedyFor } = await loadMore(turn);
      this.#remedyFor = remedyFor;
      this.#signals = [...SIGNALS, ...MORE];
      this.#follow();
    } catch (cause) {
      if (this.#current !== watch) return;
      if (!turn) watch.unavailable("page", `not_loaded: ${String(cause)}`);
      watch.later(ASK_AGAIN, () => void this.#more(watch, turn + 1));
    }
  }

  /** What the detectors did since the last time. */
  takeWindows(): CoverageWindow[] {
    return this.#coverage.take();
  }

  get shares(): EyeCoverage["detectors"] {
    return this.#coverage.shares;
  }

  #watch(): Watch {
    const { outside, memory, emitter, config, answer, assets, devices } = this.#watched;
    const recorder = this.#recorder;
    const policy = (): Policy => this.#policy;
    return {
      window: outside.window,
      features: answer.features,
      exam: `${config.assessmentId} ${config.candidateId}`,
      assets,
      devices,
      imageUrl: config.candidateImageUrl,
      Promise: NativePromise,
      fetch: (url, init) => outside.fetch(url, init),
      get policy() {
        return policy();
      },
      stands: (event, fact) => void recorder.record(event, fact),
      changed: (event, fact) => this.#changed(event, fact),
      flag: (type, severity, description) =>
        emitter.emit(type, recorder.flag(config, { type, severity, description })),
      flagWith: (type, severity, description, file) => this.#flagWith({ type, severity, description }, type, file),
      clear: (event) => void recorder.record(event, { cleared: true }),
      unavailable: (detector, reason) => this.#unavailable(detector, reason),
      duty: (detector, rate) => this.#coverage.duty(detector, rate),
      note: (name, value) => memory.note(name, value),
      noted: (name) => memory.noted(name),
      listen,
      onReach: (call) => {
        this.#onReach.add(call);
        return () => void this.#onReach.delete(call);
      },
      later: (ms, call) => outside.time.later(ms, call),
      now: () => outside.time.monotonic(),
      random: () => outside.random(),
      newWorker: (source) => outside.newWorker(source),
    };
  }

  /** Snapshots are no flags: nobody hurries for them. */
  #flagWith(flagged: Flagged, name: FileFlagName, file: Blob): void {
    const urgent = name !== "PERIODIC_SNAPSHOT";
    const id = this.#recorder.nextMediaId;
    const payload = this.#recorder.flag(this.#watched.config, flagged, id, urgent ? AT_ONCE : SOON);
    void this.#media.keep(id, file, urgent);
    const { type } = file;
    const mediaFile = new File([file], `${name.toLowerCase()}-${id}.${type.split("/")[1]}`, { type });
    this.#watched.emitter.emit(name, { ...payload, mediaFile });
  }

  #unavailable(detector: string, reason: string): void {
    const remedy = this.#remedyFor(reason);
    const sentence = `The ${detector} detector does not run (${reason}). The exam goes on without it. ${remedy}`;
    this.#watched.trouble("detector_unavailable", sentence.trim());
    this.#changed("DETECTOR_UNAVAILABLE", { detector, reason: reason.slice(0, LONGEST_REASON) });
  }

  #changed<Name extends keyof Facts>(event: Name, fact: Facts[Name]): void {
    const payload = { ...fact, ...this.#recorder.record(event, fact) };
    this.#watched.emitter.emit(event, payload as unknown as EyeEvents[Name]);
  }
}
