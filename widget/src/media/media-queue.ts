/** Evidence that the server does not have yet: flags before snapshots, the oldest first; never without bound. */

import type { Evidence, MediaShelf } from "./media-shelf.ts";

/** Bytes that the page keeps: hours of snapshots of an exam that is offline. */
const MOST = 30_000_000;
/** What another page took just now is that page's to send. */
const STILL_TAKEN = 60_000;

export class MediaQueue {
  readonly #shelf: MediaShelf;
  #waiting: Evidence[] = [];
  #dropped = 0;

  constructor(shelf: MediaShelf) {
    this.#shelf = shelf;
  }

  /** Finds what earlier pages left; `now` in milliseconds by the computer's clock. */
  async recover(session: string, now: number): Promise<void> {
    const found = await this.#shelf.load();
    this.#waiting.push(...found.filter((one) => one.session === session || now - one.taken > STILL_TAKEN));
  }

  async add(evidence: Evidence): Promise<void> {
    this.#waiting.push(evidence);
    while (this.#size() > MOST && this.#dropOne()) {
      // The oldest snapshot went.
    }
    while (this.#waiting.includes(evidence) && !(await this.#shelf.put(evidence)) && this.#dropOne()) {
      // Is there room now?
    }
  }

  /** What to send next. */
  next(): Evidence | undefined {
    return this.#inOrder()[0];
  }

  /** It is on the server, or will never be. */
  remove(evidence: Evidence): void {
    this.skip(evidence);
    this.#shelf.drop(evidence);
  }

  /** Left for the next start. */
  skip(evidence: Evidence): void {
    this.#waiting = this.#waiting.filter((one) => one !== evidence);
  }

  /** How many had to go for want of room since the last time this was asked. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  #inOrder(): Evidence[] {
    return [...this.#waiting].sort((a, b) => Number(b.urgent) - Number(a.urgent) || a.taken - b.taken);
  }

  #size(): number {
    return this.#waiting.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  }

  /** The oldest snapshot; evidence of a flag is never given up. */
  #dropOne(): boolean {
    const [oldest] = this.#inOrder().filter(({ urgent }) => !urgent);
    if (!oldest) return false;
    this.remove(oldest);
    this.#dropped++;
    return true;
  }
}
