/** Brings evidence to the server, one file at a time, until each was taken. The stream of events never waits for it. */

import type { Outside } from "../outside.ts";
import type { Problem } from "../protocol.ts";
import type { Trouble } from "../trouble.ts";
import { IndexedMediaShelf } from "./indexed-media-shelf.ts";
import type { lent } from "./media.ts";
import { MediaQueue } from "./media-queue.ts";
import { noMediaShelf, type Evidence, type MediaShelf } from "./media-shelf.ts";

const ONCE_A_MINUTE = 60_000;

/** Whose evidence is taken here. */
export interface Taker {
  readonly sessionId: string;
  readonly token: string;
}

export interface Sending {
  readonly outside: Outside;
  /** Ends in a slash. */
  readonly base: string;
  readonly taker: Taker;
  readonly trouble: Trouble;
  readonly lent: typeof lent;
}

/** Knows what earlier pages left. */
export async function openSender(sending: Sending & { readonly database: IDBDatabase | undefined }): Promise<MediaSender> {
  const { database, lent } = sending;
  const sender = new MediaSender(sending, database ? new IndexedMediaShelf(database, lent.Promise) : noMediaShelf);
  await sender.recover();
  return sender;
}

export class MediaSender {
  readonly #outside: Outside;
  readonly #lent: Sending["lent"];
  readonly #url: string;
  readonly #queue: MediaQueue;
  readonly #taker: Taker;
  readonly #trouble: Trouble;
  readonly #drained: (() => void)[] = [];
  #adding = 0;
  #busy = false;
  #failures = 0;
  #isHeld = false;
  #askedUntil = 0;
  #callOff = (): void => {};

  constructor({ outside, base, taker, trouble, lent }: Sending, shelf: MediaShelf) {
    this.#outside = outside;
    this.#lent = lent;
    this.#url = `${base}v1/media`;
    this.#queue = new MediaQueue(shelf);
    this.#taker = taker;
    this.#trouble = trouble;
  }

  recover(): Promise<void> {
    return this.#queue.recover(this.#taker.sessionId, this.#outside.time.wall());
  }

  /** `id` is what the event calls it. */
  async keep(id: string, file: Blob, urgent: boolean): Promise<void> {
    this.#adding++;
    try {
      const bytes = await file.arrayBuffer();
      const { sessionId: session, token } = this.#taker;
      const sha256 = this.#lent.hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
      const taken = this.#outside.time.wall();
      await this.#queue.add({ id, session, token, urgent, taken, type: file.type, sha256, bytes });
    } catch (cause) {
      this.#trouble("media_dropped", `The evidence ${id} could not be kept: ${String(cause)}`);
    }
    this.#adding--;
    void this.#send();
  }

  /** The network is back, or the page is: do not wait any longer than the server has asked for. */
  retryNow(): void {
    this.#failures = 0;
    if (this.#outside.time.monotonic() < this.#askedUntil) return;
    this.#isHeld = false;
    this.#callOff();
    void this.#send();
  }

  /** Resolves when nothing waits any more. */
  drained(): Promise<void> {
    return new this.#lent.Promise((resolve) => {
      this.#drained.push(resolve);
      this.retryNow();
    });
  }

  takeDropped(): number {
    const count = this.#queue.takeDropped();
    if (count) this.#trouble("media_dropped", `${count} snapshots were given up: the browser has no room for more.`);
    return count;
  }

  async #send(): Promise<void> {
    if (this.#busy || this.#isHeld) return;
    this.#busy = true;
    for (let next = this.#queue.next(); next; next = this.#queue.next()) if (!(await this.#sendOne(next))) break;
    this.#busy = false;
    if (!this.#queue.next() && !this.#adding) for (const resolve of this.#drained.splice(0)) resolve();
  }

  /** Whether to go on at once. */
  async #sendOne(evidence: Evidence): Promise<boolean> {
    const answer = await this.#lent.postForm(this.#outside, this.#url, form(evidence));
    if (!answer.ok) return this.#refused(evidence, answer.problem);
    this.#failures = 0;
    this.#queue.remove(evidence);
    return true;
  }

  #refused(evidence: Evidence, problem: Problem): boolean {
    const { status, code, retryAfter } = problem;
    const isOwn = evidence.token === this.#taker.token;
    if (status === 0 || status === 408 || status === 425 || status === 429 || status >= 500)
      return this.#again(retryAfter);
    if (status === 403 && isOwn) return this.#hold(ONCE_A_MINUTE);
    if (status === 403) this.#queue.skip(evidence);
    else {
      this.#trouble(code, `The server did not take the evidence ${evidence.id}: ${code}.`);
      this.#queue.remove(evidence);
    }
    return true;
  }

  #again(retryAfter: number | undefined): false {
    const wait = this.#lent.backoff(++this.#failures, this.#outside.random(), retryAfter);
    if (retryAfter) this.#askedUntil = this.#outside.time.monotonic() + wait;
    return this.#hold(wait);
  }

  #hold(ms: number): false {
    this.#isHeld = true;
    this.#callOff = this.#outside.time.later(ms, () => {
      this.#isHeld = false;
      void this.#send();
    });
    return false;
  }
}

function form({ token, id, sha256, type, bytes }: Evidence): FormData {
  const form = new FormData();
  form.append("token", token);
  form.append("mediaId", id);
  form.append("sha256", sha256);
  form.append("file", new Blob([bytes], { type }), id);
  return form;
}
