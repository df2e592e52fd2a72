/** Events in the order in which they happened, each kept until the server has acknowledged it. */

import type { Shelf, Stream, Waiting } from "./shelf.ts";

/** The server takes 100 events and 64 KiB; the rest of the body needs some room. */
const MOST_EVENTS = 100;
const MOST_BYTES = 60_000;

/** A stream of another page whose tab still writes is that tab's to send. */
const STILL_WRITTEN = 60_000;

export interface Lane {
  readonly stream: Stream;
  readonly waiting: Waiting[];
}

export interface Batch {
  readonly lane: Lane;
  readonly events: readonly Waiting[];
}

const bytes = new TextEncoder();

export class Queue {
  readonly #shelf: Shelf;
  readonly #lanes: Lane[] = [];
  readonly #wall: () => number;
  #current: Lane;
  #seq = 0;

  /** `wall` gives milliseconds by the computer's clock. */
  constructor(shelf: Shelf, session: string, gen: number, token: string, wall: () => number) {
    this.#shelf = shelf;
    this.#wall = wall;
    this.#current = { stream: { id: `${session}.${gen}`, session, token, touched: wall() }, waiting: [] };
  }

  /** Finds what earlier pages left unsent; it goes first, with its own token. */
  async recover(): Promise<void> {
    const { id, session, touched } = this.#current.stream;
    for (const [stream, waiting] of await this.#shelf.load()) {
      if (stream.id === id) continue;
      if (stream.session !== session && touched - stream.touched < STILL_WRITTEN) continue;
      if (waiting.length) this.#lanes.push({ stream, waiting });
      else this.#shelf.close(stream);
    }
    this.#shelf.open(this.#current.stream);
  }

  get nextSeq(): number {
    return this.#seq + 1;
  }

  /** `text` is the event as JSON, with `nextSeq` in it. */
  add(text: string): void {
    const waiting = { seq: ++this.#seq, text };
    const stream = { ...this.#current.stream, touched: this.#wall() };
    this.#current = { stream, waiting: this.#current.waiting };
    this.#current.waiting.push(waiting);
    this.#shelf.put(stream, waiting);
  }

  isCurrent(lane: Lane): boolean {
    return lane.stream.id === this.#current.stream.id;
  }

  get isEmpty(): boolean {
    return !this.#lanes.length && !this.#current.waiting.length;
  }

  /** What to send next: at most `most` events of one stream, at least one; undefined when nothing waits. */
  next(most = MOST_EVENTS): Batch | undefined {
    const lane = this.#lanes[0] ?? this.#current;
    const events = fitting(lane.waiting, Math.min(most, MOST_EVENTS));
    return events.length ? { lane, events } : undefined;
  }

  /** No event: to say that the page is there. */
  get nothing(): Batch {
    return { lane: this.#current, events: [] };
  }

  /** What to send when the page goes away: of this page's own stream. */
  last(): Batch | undefined {
    const events = fitting(this.#current.waiting, MOST_EVENTS);
    return events.length ? { lane: this.#current, events } : undefined;
  }

  /** Everything of that stream up to `seq` is on the server's disk. Whether that was news. */
  acknowledge(lane: Lane, seq: number): boolean {
    let count = 0;
    while ((lane.waiting[count]?.seq ?? Infinity) <= seq) count++;
    lane.waiting.splice(0, count);
    if (count) this.#shelf.drop(lane.stream, seq);
    if (!lane.waiting.length && !this.isCurrent(lane)) this.#leave(lane);
    return count > 0;
  }

  /** The server will never take that stream again. */
  abandon(lane: Lane): void {
    lane.waiting.length = 0;
    this.#leave(lane);
  }

  /** Leave an old stream for the next start, so that it does not hold up this one. */
  skip(lane: Lane): void {
    const at = this.#lanes.indexOf(lane);
    if (at >= 0) this.#lanes.splice(at, 1);
  }

  /** The session is over and all of it was sent. */
  close(): void {
    this.#shelf.close(this.#current.stream);
  }

  #leave(lane: Lane): void {
    this.skip(lane);
    this.#shelf.close(lane.stream);
  }
}

function fitting(waiting: readonly Waiting[], most: number): readonly Waiting[] {
  let room = MOST_BYTES;
  let count = 0;
  for (const { text } of waiting) {
    room -= bytes.encode(text).length + 1;
    if (count === most || (room < 0 && count)) break;
    count++;
  }
  return waiting.slice(0, count);
}
