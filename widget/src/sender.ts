/** Brings the queue to the server: in order, one request at a time, until all of it is acknowledged. */

import { backoff } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import { NativePromise } from "./natives.ts";
import type { Outside } from "./outside.ts";
import { post, postLast } from "./post.ts";
import type { Problem, StreamAnswer } from "./protocol.ts";
import type { Batch, Queue } from "./queue.ts";
import type { Trouble } from "./trouble.ts";
import { verdict } from "./verdict.ts";

const ONCE_A_MINUTE = 60_000;

/** What the running session wants to hear. */
export interface SenderNews {
  /** Of this page's own stream. */
  answered(answer: StreamAnswer): void;
  superseded(): void;
  ended(): void;
  /** Whether events reach the server; `answered` when it was there but did not take them. */
  reached(reached: boolean, answered: boolean): void;
  readonly trouble: Trouble;
}

export class Sender {
  readonly #outside: Outside;
  readonly #base: string;
  readonly #queue: Queue;
  readonly #clock: Clock;
  readonly #news: SenderNews;
  readonly #drained: (() => void)[] = [];
  #callOff: (() => void) | undefined;
  #due = Infinity;
  #heldUntil = 0;
  #askedUntil = 0;
  #failures = 0;
  #most = Infinity;
  #busy = false;
  #told = "";

  /** `base` ends in a slash. */
  constructor(outside: Outside, base: string, queue: Queue, clock: Clock, news: SenderNews) {
    this.#outside = outside;
    this.#base = base;
    this.#queue = queue;
    this.#clock = clock;
    this.#news = news;
  }

  /** Send within `ms` milliseconds, or when the wait after a failure is over. */
  wake(ms: number): void {
    const now = this.#outside.time.monotonic();
    const at = Math.max(now + ms, this.#heldUntil);
    if (at >= this.#due) return;
    this.#callOff?.();
    this.#due = at;
    this.#callOff = this.#outside.time.later(at - now, () => {
      this.#due = Infinity;
      // A wait may have begun after this was planned: the answer that asks for it can arrive in between.
      if (this.#isHeld) this.wake(0);
      else void this.#send();
    });
  }

  /** Say that the page is there, where nothing else says it. */
  async ping(): Promise<void> {
    if (this.#busy || this.#isHeld) return;
    this.#busy = true;
    if (this.#queue.isEmpty) await this.#sendOne(this.#queue.nothing);
    this.#busy = false;
    this.wake(0);
  }

  /** The network is back, or the page is: do not wait any longer than the server has asked for. */
  retryNow(): void {
    this.#heldUntil = this.#askedUntil;
    this.#failures = 0;
    this.wake(0);
  }

  /** The page goes away: hand over what fits, whether or not it is on its way already. What arrives twice falls out. */
  handOver(): void {
    const batch = this.#queue.last();
    if (batch) void postLast(this.#outside, this.#url, this.#body(batch));
  }

  /** Resolves when nothing waits any more. */
  drained(): Promise<void> {
    return new NativePromise((resolve) => {
      this.#drained.push(resolve);
      this.retryNow();
    });
  }

  get #isHeld(): boolean {
    return this.#outside.time.monotonic() < this.#heldUntil;
  }

  get #url(): string {
    return `${this.#base}v1/events`;
  }

  async #send(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (;;) {
      const batch = this.#queue.next(this.#most);
      if (!batch || !(await this.#sendOne(batch))) break;
    }
    this.#busy = false;
    if (this.#queue.isEmpty) for (const resolve of this.#drained.splice(0)) resolve();
    else this.wake(0);
  }

  /** Whether to go on at once. */
  async #sendOne(batch: Batch): Promise<boolean> {
    const sent = this.#outside.time.monotonic();
    const answer = await post<StreamAnswer>(this.#outside, this.#url, this.#body(batch));
    return answer.ok ? this.#accepted(batch, answer.body, sent) : this.#refused(batch, answer.problem);
  }

  #body({ lane, events }: Batch): string {
    return `{"token":${this.#outside.encode(lane.stream.token)},"events":[${events.map(({ text }) => text).join(",")}]}`;
  }

  #accepted(batch: Batch, answer: StreamAnswer, sent: number): boolean {
    this.#clock.hear(answer.serverTime, sent);
    // Of a session that is over the server keeps what belongs to it and wants nothing of this batch again.
    const acked = answer.ended || answer.superseded ? lastSeq(batch) : answer.acked;
    const moved = this.#queue.acknowledge(batch.lane, acked);
    for (const { seq, code } of answer.rejected ?? [])
      this.#news.trouble(code, `The server did not take event ${seq}: ${code}.`);
    if (this.#queue.isCurrent(batch.lane)) this.#report(answer);
    if (!moved && batch.events.length) return this.#hold(backoff(++this.#failures, this.#outside.random()), true);
    this.#failures = 0;
    this.#most = Infinity;
    this.#told = "";
    this.#news.reached(true, true);
    return true;
  }

  #report(answer: StreamAnswer): void {
    this.#news.answered(answer);
    if (answer.superseded) this.#news.superseded();
    if (answer.ended) this.#news.ended();
  }

  #refused(batch: Batch, problem: Problem): boolean {
    const means = verdict(problem);
    if (means === "again") return this.#again(problem);
    if (means === "slowly") return this.#refusedForNow(batch, problem);
    if (means === "split") return this.#split(batch, problem);
    const isCurrent = this.#queue.isCurrent(batch.lane);
    this.#queue.abandon(batch.lane);
    if (isCurrent) this.#news[means]();
    return true;
  }

  #again({ status, retryAfter }: Problem): false {
    const wait = backoff(++this.#failures, this.#outside.random(), retryAfter);
    if (retryAfter) this.#askedUntil = this.#outside.time.monotonic() + wait;
    return this.#hold(wait, status > 0);
  }

  #hold(ms: number, answered: boolean): false {
    this.#heldUntil = this.#outside.time.monotonic() + ms;
    this.#news.reached(false, answered);
    return false;
  }

  #refusedForNow(batch: Batch, problem: Problem): boolean {
    this.#tell(problem);
    if (this.#queue.isCurrent(batch.lane)) return this.#hold(ONCE_A_MINUTE, true);
    if (problem.status === 401) this.#queue.abandon(batch.lane);
    else this.#queue.skip(batch.lane);
    return true;
  }

  #split(batch: Batch, problem: Problem): boolean {
    const count = batch.events.length;
    if (count > 1) {
      this.#most = Math.ceil(count / 2);
      return true;
    }
    this.#tell(problem);
    this.#queue.acknowledge(batch.lane, lastSeq(batch));
    return true;
  }

  /** Once for each reason, not once a minute. */
  #tell({ code, detail }: Problem): void {
    if (this.#told === code) return;
    this.#told = code;
    this.#news.trouble(code, `${code}: ${detail} Events are kept in the browser.`);
  }
}

const lastSeq = ({ events }: Batch): number => events[events.length - 1]?.seq ?? 0;
