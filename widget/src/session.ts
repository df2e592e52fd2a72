/** A running session: what is watched, what the server asks, how it ends. */

import { giveBack, type Devices } from "./before/devices.ts";
import type { Clock } from "./clock.ts";
import { Commands, type Commanded } from "./commands.ts";
import { Deadline } from "./deadline.ts";
import { runsElsewhere } from "./elsewhere.ts";
import { confirmEnd } from "./end.ts";
import type { Emitter } from "./emitter.ts";
import { fetchSender, Media } from "./media/media.ts";
import type { Memory } from "./memory.ts";
import { NativePromise } from "./natives.ts";
import { within, type Outside } from "./outside.ts";
import { watchPage } from "./page.ts";
import type { Policy, StartAnswer, StreamAnswer } from "./protocol.ts";
import { Queue } from "./queue.ts";
import { Reach } from "./reach.ts";
import { AT_ONCE, Recorder } from "./recorder.ts";
import { Sender } from "./sender.ts";
import type { Shelf } from "./shelf.ts";
import type { Surface } from "./surface/surface.ts";
import { troubles, type Trouble } from "./trouble.ts";
import type { EyeConfig, EyeEvents, EyeMoment } from "./types.ts";
import { Watching } from "./watching.ts";

/** Milliseconds for which the end waits for the server before it leaves the rest to go on by itself. */
const END_PATIENCE = 30_000;
const HEARTBEAT_SECONDS = 10;

export type BeforeName = "CONSENT_GIVEN" | "SYSTEM_CHECK_STARTED" | "SYSTEM_CHECK_COMPLETED";

/** What a session is made of. */
export interface Parts {
  readonly outside: Outside;
  /** Ends in a slash. */
  readonly base: string;
  /** Where the files of this version lie; ends in a slash. */
  readonly assets: string;
  readonly config: EyeConfig;
  readonly devices: Devices;
  readonly answer: StartAnswer;
  readonly clock: Clock;
  readonly shelf: Shelf;
  /** Where evidence waits in the browser, if it may. */
  readonly database: IDBDatabase | undefined;
  readonly memory: Memory;
  readonly emitter: Emitter;
  readonly surface: Surface;
  /** Called when the session runs no longer in this page; `code` when that was before monitoring was on. */
  readonly gone: (code?: string) => void;
}

export class Session implements Commanded {
  readonly #parts: Parts;
  readonly #queue: Queue;
  readonly #sender: Sender;
  readonly #media: Media;
  readonly #recorder: Recorder;
  readonly #commands: Commands;
  readonly #deadline: Deadline;
  readonly #watching: Watching;
  readonly #trouble: Trouble;
  readonly #reach: Reach;
  #leavePage = (): void => {};
  #callOffHeartbeat = (): void => {};
  #configured = false;
  #begun = false;
  #running = false;
  #paused: boolean;
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    const { outside, base, answer, clock, shelf, database } = parts;
    this.#parts = parts;
    const trouble = (this.#trouble = troubles(parts.emitter, base));
    this.#paused = answer.status === "paused";
    this.#queue = new Queue(shelf, answer.sessionId, answer.gen, answer.token, () => outside.time.wall());
    this.#sender = new Sender(outside, base, this.#queue, clock, {
      answered: (told) => this.#answered(told),
      superseded: () => this.#overHere("superseded"),
      ended: () => this.#endedByServer(),
      reached: (reached, answered) => this.#reach.heard(reached, answered),
      trouble,
    });
    this.#media = new Media(outside, (turn) => fetchSender(outside, base, database, answer, trouble, turn));
    this.#recorder = new Recorder(outside, clock, this.#queue, this.#sender, answer);
    this.#commands = new Commands(this, (id) => this.#recorder.record("COMMAND_DONE", { id }));
    this.#watching = new Watching(this.#recorder, this.#media, { ...parts, trouble }, answer.policy ?? {});
    this.#reach = new Reach(outside.time, {
      network: (reached) => this.#watching.reached(reached),
      changed: () => this.#show(),
      lasts: () => this.#tellUnreached(),
    });
    this.#deadline = new Deadline(outside.time, clock, {
      ask: () => this.#beat(),
      over: () => this.#endedByServer(),
    });
  }

  /** Finds the events that earlier pages of this session left unsent. */
  recover(): Promise<void> {
    return this.#queue.recover();
  }

  /** Of what comes before the exam: for both, and nothing of it starts the exam's clock. */
  report<Name extends BeforeName>(event: Name, data: Omit<EyeEvents[Name], keyof EyeMoment>): void {
    this.setConfig();
    const payload = { ...data, ...this.#recorder.record(event, data, AT_ONCE) };
    this.#parts.emitter.emit(event, payload as unknown as EyeEvents[Name]);
  }

  /** The page is there, though monitoring is not on yet: nobody else is to take the session over. */
  stay(): void {
    this.#parts.memory.alive();
    void this.#sender.ping();
  }

  /** Monitoring is on when this returns. */
  begin(): void {
    const { emitter, answer } = this.#parts;
    this.#running = this.#begun = true;
    this.#leavePage = watchPage(this.#parts.outside.window, {
      leaving: () => this.#leaving(),
      returned: () => this.#returned(),
      back: () => this.#back(),
      offline: () => this.#reach.heard(false, false),
    });
    this.setConfig();
    const started = this.#recorder.record("STARTED", undefined, AT_ONCE);
    // Also finds the evidence that earlier pages left.
    this.#media.retryNow();
    this.#show();
    emitter.emit("STARTED", started);
    // A listener may have ended it.
    if (!this.#running) return;
    this.#deadline.set(this.#paused ? null : answer.examEndsAt);
    this.#scheduleHeartbeat();
    // While it is paused no light is on; watching opens them by itself later.
    if (this.#paused) giveBack(this.#parts.devices);
    else this.#watching.begin();
  }

  /** Stops at once; resolves when the server knows, or when it clearly cannot be told now. Never rejects. */
  end(reason: "host" | "candidate" = "host"): Promise<void> {
    if (this.#closing) return this.#closing;
    this.#watching.stop();
    this.#beat();
    const last = this.#recorder.record("END_PROCTORING", { reason }, 0);
    this.#stop();
    this.#closing = this.#settle(() => confirmEnd(this.#parts, reason));
    this.#tellCoverage();
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
    this.#watching.stop();
    this.#show();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#show();
    this.#watching.begin();
  }

  endByProctor(): void {
    void this.end();
    this.#parts.surface.tell("ended");
  }

  policy(change: Policy): void {
    this.#watching.policy = { ...this.#watching.policy, ...change };
  }

  /** The listeners get the whole configuration but its keys; the server only what names nobody. */
  setConfig(): void {
    if (this.#configured) return;
    this.#configured = true;
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
    if (this.#begun) this.#parts.emitter.emit("END_PROCTORING", last);
  }

  /** Not by this page's wish; what happened before still goes out. */
  #overHere(why: "ended" | "superseded"): void {
    if (this.#closing) return;
    if (!this.#begun) {
      this.#closing = NativePromise.resolve();
      return this.#parts.gone(`session_${why}`);
    }
    this.#stop();
    if (why === "superseded") void runsElsewhere(this.#parts.outside, this.#parts.config);
    this.#parts.surface.tell(why);
    this.#closing = this.#settle();
  }

  #stop(): void {
    this.#running = false;
    this.#watching.stop();
    this.#deadline.stop();
    this.#callOffHeartbeat();
    this.#reach.stop();
    this.#parts.memory.forget();
    this.#parts.surface.over();
    giveBack(this.#parts.devices);
    this.#parts.gone();
  }

  /** Until all is sent the page is still watched, so that a page that goes away hands over what is left. */
  async #settle(confirm = async (): Promise<void> => {}): Promise<void> {
    await within(this.#parts.outside.time, END_PATIENCE, async () => {
      await this.#sender.drained();
      await confirm();
      this.#queue.close();
      await this.#media.drained();
      this.#leavePage();
    });
  }

  #scheduleHeartbeat(): void {
    const seconds = this.#parts.answer.heartbeatSeconds || HEARTBEAT_SECONDS;
    this.#callOffHeartbeat = this.#parts.outside.time.later(seconds * 1_000, () => {
      this.#beat();
      this.#tellCoverage();
      this.#show();
      this.#scheduleHeartbeat();
    });
  }

  #beat(): void {
    this.#parts.memory.alive();
    const dropped = this.#media.takeDropped();
    const notes = dropped ? [{ code: "media_dropped", count: dropped }] : undefined;
    this.#recorder.record("HEARTBEAT", { windows: this.#watching.takeWindows(), notes }, 0);
  }

  #tellCoverage(): void {
    this.#parts.emitter.emit("COVERAGE", { detectors: this.#watching.shares });
  }

  /** A page that goes away turns hidden: that is not the candidate leaving the exam. */
  #leaving(): void {
    this.#watching.stop();
    this.#parts.memory.alive(0);
    this.#sender.handOver();
  }

  #returned(): void {
    if (this.#running && !this.#paused) this.#watching.begin();
    this.#back();
  }

  #back(): void {
    if (this.#running) this.#beat();
    this.#sender.retryNow();
    this.#media.retryNow();
  }

  #tellUnreached(): void {
    if (this.#running)
      this.#trouble("unreachable", "The server was not reached for a minute. Events are kept in the browser.");
  }

  #show(): void {
    if (!this.#running) return;
    const state = this.#reach.isReached ? (this.#paused ? "paused" : "on") : "offline";
    this.#parts.surface.monitoring(state, this.#parts.answer.mode === "test");
  }
}
