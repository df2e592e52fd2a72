/** A running session: what is watched, what the server asks, how it ends. */

import { backoff } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import { Commands, type Commanded } from "./commands.ts";
import { Deadline } from "./deadline.ts";
import type { Emitter } from "./emitter.ts";
import type { Memory } from "./memory.ts";
import { NativePromise } from "./natives.ts";
import { sleep, type Outside } from "./outside.ts";
import { watchPage } from "./page.ts";
import { post } from "./post.ts";
import type { Policy, StartAnswer, StreamAnswer } from "./protocol.ts";
import { Queue } from "./queue.ts";
import { AT_ONCE, Recorder } from "./recorder.ts";
import { Sender } from "./sender.ts";
import type { Shelf } from "./shelf.ts";
import { SIGNALS } from "./signals/index.ts";
import type { Watch } from "./signals/signal.ts";
import type { Surface } from "./surface/surface.ts";
import type { EyeConfig, EyeEvents } from "./types.ts";

/** Milliseconds for which the end waits for the server before it leaves the rest to go on by itself. */
const END_PATIENCE = 30_000;
const END_TRIES = 5;
const HEARTBEAT_SECONDS = 10;

/** What a session is made of. */
export interface Parts {
  readonly outside: Outside;
  /** Ends in a slash. */
  readonly base: string;
  readonly config: EyeConfig;
  readonly answer: StartAnswer;
  readonly clock: Clock;
  readonly shelf: Shelf;
  readonly memory: Memory;
  readonly emitter: Emitter;
  readonly surface: Surface;
  /** Called when the session runs no longer in this page. */
  readonly gone: () => void;
}

export class Session implements Commanded {
  readonly #parts: Parts;
  readonly #queue: Queue;
  readonly #sender: Sender;
  readonly #recorder: Recorder;
  readonly #commands: Commands;
  readonly #deadline: Deadline;
  #stops: (() => void)[] = [];
  #leavePage = (): void => {};
  #callOffHeartbeat = (): void => {};
  #policy: Policy;
  #running = false;
  #paused: boolean;
  #reached = true;
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    const { outside, base, answer, clock, shelf } = parts;
    this.#parts = parts;
    this.#policy = answer.policy ?? {};
    this.#paused = answer.status === "paused";
    this.#queue = new Queue(shelf, answer.sessionId, answer.gen, answer.token, () => outside.time.wall());
    this.#sender = new Sender(outside, base, this.#queue, clock, {
      answered: (told) => this.#answered(told),
      superseded: () => this.#overHere("superseded"),
      ended: () => this.#endedByServer(),
      reached: (reached) => this.#showReached(reached),
    });
    this.#recorder = new Recorder(outside, clock, this.#queue, this.#sender, answer);
    this.#commands = new Commands(this, (id) => this.#recorder.record("COMMAND_DONE", { id }));
    this.#deadline = new Deadline(outside.time, clock, {
      ask: () => this.#beat(),
      over: () => this.#endedByServer(),
    });
  }

  /** Finds what earlier pages of this session left unsent. */
  recover(): Promise<void> {
    return this.#queue.recover();
  }

  /** Monitoring is on when this returns. */
  begin(): void {
    const { emitter, answer } = this.#parts;
    this.#running = true;
    this.#leavePage = watchPage(this.#parts.outside.window, {
      leaving: () => this.#leaving(),
      returned: () => this.#returned(),
      back: () => this.#back(),
      offline: () => this.#showReached(false),
    });
    this.#setConfig();
    const started = this.#recorder.record("STARTED", undefined, AT_ONCE);
    this.#show();
    emitter.emit("STARTED", started);
    // A listener may have ended it.
    if (!this.#running) return;
    this.#deadline.set(this.#paused ? null : answer.examEndsAt);
    this.#scheduleHeartbeat();
    this.#watch();
  }

  /** Stops at once; resolves when the server knows, or when it clearly cannot be told now. Never rejects. */
  end(reason: "host" | "candidate" = "host"): Promise<void> {
    if (this.#closing) return this.#closing;
    const last = this.#recorder.record("END_PROCTORING", { reason }, 0);
    this.#stop();
    this.#closing = this.#settle(() => this.#confirmEnd(reason));
    this.#parts.emitter.emit("END_PROCTORING", last);
    return this.#closing;
  }

  message(text: string): void {
    this.#parts.surface.message(text);
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#deadline.stop();
    this.#unwatch();
    this.#show();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#show();
    this.#watch();
  }

  policy(change: Policy): void {
    this.#policy = { ...this.#policy, ...change };
  }

  /** The listeners get the whole configuration but its keys; the server only what names nobody. */
  #setConfig(): void {
    const { config, answer, emitter } = this.#parts;
    const { apiKey: _, candidateToken: __, ...shown } = { ...config, features: answer.features };
    const { features, assessmentTitle, institutionName, examDuration } = shown;
    const moment = this.#recorder.record("SET_CONFIG", { features, assessmentTitle, institutionName, examDuration });
    emitter.emit("SET_CONFIG", { config: shown, ...moment });
  }

  #answered(told: StreamAnswer): void {
    if (!this.#running) return;
    const flags = (told.flags ?? []).map(({ eventId, flagId, type }) => ({ eventId, flagId, type }));
    if (flags.length) this.#parts.emitter.emit("SYNC", { flags });
    this.#commands.obey(told.commands ?? []);
    if (this.#running && !this.#paused && told.examEndsAt !== undefined) this.#deadline.set(told.examEndsAt);
  }

  #endedByServer(): void {
    if (this.#closing) return;
    const last = this.#recorder.moment();
    this.#overHere("ended");
    this.#parts.emitter.emit("END_PROCTORING", last);
  }

  /** Not by this page's wish; what happened before still goes out. */
  #overHere(why: "ended" | "superseded"): void {
    if (this.#closing) return;
    this.#stop();
    this.#parts.surface.tell(why);
    this.#closing = this.#settle();
  }

  #stop(): void {
    this.#running = false;
    this.#unwatch();
    this.#deadline.stop();
    this.#callOffHeartbeat();
    this.#parts.memory.forget();
    this.#parts.surface.over();
    this.#parts.gone();
  }

  #settle(confirm = async (): Promise<void> => {}): Promise<void> {
    return new NativePromise((settled) => {
      this.#parts.outside.time.later(END_PATIENCE, settled);
      void this.#sendRest(confirm, settled);
    });
  }

  /** Until then the page is still watched, so that a page that goes away hands over what is left. */
  async #sendRest(confirm: () => Promise<void>, sent: () => void): Promise<void> {
    await this.#sender.drained();
    await confirm();
    this.#leavePage();
    this.#queue.close();
    sent();
  }

  async #confirmEnd(reason: "host" | "candidate"): Promise<void> {
    const { outside, base, answer } = this.#parts;
    const body = outside.encode({ token: answer.token, reason });
    for (let failures = 1; failures <= END_TRIES; failures++) {
      const told = await post(outside, `${base}v1/end`, body);
      if (told.ok || (told.problem.status >= 400 && told.problem.status < 429)) return;
      await sleep(outside.time, backoff(failures, outside.random(), told.problem.retryAfter));
    }
  }

  #scheduleHeartbeat(): void {
    const seconds = this.#parts.answer.heartbeatSeconds || HEARTBEAT_SECONDS;
    this.#callOffHeartbeat = this.#parts.outside.time.later(seconds * 1_000, () => {
      this.#beat();
      this.#show();
      this.#scheduleHeartbeat();
    });
  }

  #beat(): void {
    this.#recorder.record("HEARTBEAT", { windows: [] }, 0);
  }

  /** A page that goes away turns hidden: that is not the candidate leaving the exam. */
  #leaving(): void {
    this.#unwatch();
    this.#sender.handOver();
  }

  #returned(): void {
    if (this.#running) this.#watch();
    this.#back();
  }

  #back(): void {
    if (this.#running) this.#beat();
    this.#sender.retryNow();
  }

  #showReached(reached: boolean): void {
    if (reached === this.#reached) return;
    this.#reached = reached;
    if (this.#running) this.#show();
  }

  #show(): void {
    const state = this.#reached ? (this.#paused ? "paused" : "on") : "offline";
    this.#parts.surface.monitoring(state, this.#parts.answer.mode === "test");
  }

  #watch(): void {
    if (this.#paused) return;
    const watch = this.#watchOf();
    this.#stops = SIGNALS.map((signal) => signal.watch(watch));
  }

  #unwatch(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #watchOf(): Watch {
    const { outside, memory, emitter, config } = this.#parts;
    const recorder = this.#recorder;
    const policy = (): Policy => this.#policy;
    return {
      window: outside.window,
      get policy() {
        return policy();
      },
      stands: (event, fact) => void recorder.record(event, fact),
      changed: (event, fact) => emitter.emit(event, { ...fact, ...recorder.record(event, fact) } as unknown as EyeEvents[typeof event]),
      flag: (event, severity, description) => emitter.emit(event, recorder.flag(config, event, severity, description)),
      note: (name, value) => memory.note(name, value),
      noted: (name) => memory.noted(name),
      later: (ms, call) => outside.time.later(ms, call),
    };
  }
}
