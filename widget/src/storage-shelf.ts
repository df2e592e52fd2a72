/** The shelf where IndexedDB does not open: this tab's sessionStorage, or nothing at all. */

import type { Natives } from "./natives.ts";
import type { Shelf, Stream, Waiting } from "./shelf.ts";

const PREFIX = "eye:stream:";

export class StorageShelf implements Shelf {
  readonly #storage: Storage | undefined;
  readonly #json: Pick<Natives, "encode" | "decode">;
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(storage: Storage | undefined, json: Pick<Natives, "encode" | "decode">) {
    this.#storage = storage;
    this.#json = json;
  }

  async load(): Promise<[Stream, Waiting[]][]> {
    const found: [Stream, Waiting[]][] = [];
    for (let i = 0; i < (this.#storage?.length ?? 0); i++) {
      const row = this.#read(this.#storage?.key(i));
      if (row) found.push(row);
    }
    for (const [stream, waiting] of found) this.#waiting.set(stream.id, waiting.slice());
    return found.sort(([a], [b]) => a.touched - b.touched);
  }

  open(stream: Stream): void {
    this.#save(stream, []);
  }

  put(stream: Stream, waiting: Waiting): void {
    this.#save(stream, [...(this.#waiting.get(stream.id) ?? []), waiting]);
  }

  drop(stream: Stream, seq: number): void {
    this.#save(
      stream,
      (this.#waiting.get(stream.id) ?? []).filter((waiting) => waiting.seq > seq),
    );
  }

  close(stream: Stream): void {
    this.#waiting.delete(stream.id);
    this.#storage?.removeItem(PREFIX + stream.id);
  }

  #save(stream: Stream, waiting: Waiting[]): void {
    this.#waiting.set(stream.id, waiting);
    try {
      this.#storage?.setItem(PREFIX + stream.id, this.#json.encode([stream, waiting]));
    } catch {
      // Full: the events are in memory and are sent from there.
    }
  }

  #read(key: string | null | undefined): [Stream, Waiting[]] | undefined {
    if (!key?.startsWith(PREFIX)) return undefined;
    try {
      return this.#json.decode(this.#storage?.getItem(key) ?? "") as [Stream, Waiting[]];
    } catch {
      return undefined;
    }
  }
}
