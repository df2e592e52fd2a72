/** Runs the signals while monitoring is on, and brings what they see to the server and to the page's listeners. */

import type { Emitter } from "./emitter.ts";
import type { Memory } from "./memory.ts";
import type { Outside } from "./outside.ts";
import type { Policy } from "./protocol.ts";
import type { Recorder } from "./recorder.ts";
import { SIGNALS } from "./signals/index.ts";
import type { Facts, Watch } from "./signals/signal.ts";
import type { EyeConfig, EyeEvents } from "./types.ts";

export interface Watched {
  readonly outside: Outside;
  readonly config: EyeConfig;
  readonly memory: Memory;
  readonly emitter: Emitter;
}

export class Watching {
  readonly #recorder: Recorder;
  readonly #watched: Watched;
  #stops: (() => void)[] = [];
  /** What the assessment asks for; signals look at it when they need it. */
  policy: Policy;

  constructor(recorder: Recorder, watched: Watched, policy: Policy) {
    this.#recorder = recorder;
    this.#watched = watched;
    this.policy = policy;
  }

  begin(): void {
    this.stop();
    const watch = this.#watch();
    this.#stops = SIGNALS.map((signal) => signal.watch(watch));
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #watch(): Watch {
    const { outside, memory, emitter, config } = this.#watched;
    const recorder = this.#recorder;
    const policy = (): Policy => this.policy;
    return {
      window: outside.window,
      get policy() {
        return policy();
      },
      stands: (event, fact) => void recorder.record(event, fact),
      changed: (event, fact) => this.#changed(event, fact),
      flag: (event, severity, description) => emitter.emit(event, recorder.flag(config, event, severity, description)),
      note: (name, value) => memory.note(name, value),
      noted: (name) => memory.noted(name),
      later: (ms, call) => outside.time.later(ms, call),
    };
  }

  #changed<Name extends keyof Facts>(event: Name, fact: Facts[Name]): void {
    const payload = { ...fact, ...this.#recorder.record(event, fact) };
    this.#watched.emitter.emit(event, payload as unknown as EyeEvents[Name]);
  }
}
