/** The way of evidence to the server. What brings it there is fetched when monitoring begins, so that no start waits for it. */

import { backoff } from "../backoff.ts";
import { hex } from "../hex.ts";
import { NativePromise } from "../natives.ts";
import type { Outside } from "../outside.ts";
import { fetchPart } from "../part.ts";
import { postForm } from "../post.ts";
import type { Trouble } from "../trouble.ts";
import type { MediaSender, Taker } from "./media-sender.ts";

/** Milliseconds after which what could not be fetched is asked for again. */
const ASK_AGAIN = 5_000;
/** Pictures and sounds that wait for it meanwhile. */
const MOST = 50;

type Keep = Parameters<MediaSender["keep"]>;

export class Media {
  readonly #outside: Pick<Outside, "time">;
  readonly #fetch: (turn: number) => Promise<MediaSender>;
  #sender: MediaSender | undefined;
  #opening: Promise<void> | undefined;
  #early: Keep[] = [];
  #dropped = 0;
  #turn = 0;

  /** `fetch` brings a sender that knows what earlier pages left; `turn` counts from 0. */
  constructor(outside: Pick<Outside, "time">, fetch: (turn: number) => Promise<MediaSender>) {
    this.#outside = outside;
    this.#fetch = fetch;
  }

  /** `id` is what the event calls it. */
  async keep(...given: Keep): Promise<void> {
    if (this.#sender) return this.#sender.keep(...given);
    this.#early.push(given);
    if (this.#early.length > MOST) this.#dropOne();
    return this.#open();
  }

  /** The network is back, or the page is; fetches the sender where that was not done. */
  retryNow(): void {
    if (this.#sender) this.#sender.retryNow();
    else void this.#open();
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    await this.#open();
    await this.#sender?.drained();
  }

  /** How many had to go for want of room since the last time this was asked. */
  takeDropped(): number {
    const dropped = this.#dropped + (this.#sender?.takeDropped() ?? 0);
    this.#dropped = 0;
    return dropped;
  }

  #open(): Promise<void> {
    return (this.#opening ??= this.#fetchSender());
  }

  /** Until it is there, or nothing needs it. */
  async #fetchSender(): Promise<void> {
    while (!this.#sender) {
      try {
        this.#sender = await this.#fetch(this.#turn++);
      } catch {
        if (!this.#early.length) return void (this.#opening = undefined);
        await new NativePromise<void>((wake) => this.#outside.time.later(ASK_AGAIN, wake));
      }
    }
    for (const given of this.#early.splice(0)) void this.#sender.keep(...given);
    this.#sender.retryNow();
  }

  /** The oldest that is of no flag, or the oldest. */
  #dropOne(): void {
    const at = this.#early.findIndex(([, , urgent]) => !urgent);
    this.#early.splice(Math.max(at, 0), 1);
    this.#dropped++;
  }
}

/** What the sender borrows of the core: if it imported that, the core would be split for it. */
export const lent = { Promise: NativePromise, backoff, hex, postForm };

/** `base` ends in a slash; without a `database` the page alone keeps what waits. */
export async function fetchSender(
  outside: Outside,
  base: string,
  database: IDBDatabase | undefined,
  taker: Taker,
  trouble: Trouble,
  turn: number,
): Promise<MediaSender> {
  const { openSender } = await fetchPart(() => import("./media-sender.ts"), turn);
  return openSender({ outside, base, database, taker, trouble, lent });
}
