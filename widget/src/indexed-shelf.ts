/** The shelf in IndexedDB: survives reload, crash and restart, and holds as much as an offline exam needs. */

import type { Shelf, Stream, Waiting } from "./shelf.ts";

const EVERY_SEQ = Number.MAX_SAFE_INTEGER;

/** Undefined where the browser does not open it, or not within the time: Safari has been seen to hang here. */
export function openDatabase(
  factory: IDBFactory,
  patience: Promise<void>,
  Promise: PromiseConstructor,
): Promise<IDBDatabase | undefined> {
  return new Promise((opened) => {
    try {
      const request = factory.open("eye", 2);
      request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion);
      request.onsuccess = () => {
        // A later version of the widget in another tab must be able to upgrade.
        request.result.onversionchange = () => request.result.close();
        opened(request.result);
      };
      request.onerror = () => opened(undefined);
      void giveUp(patience, opened);
    } catch {
      opened(undefined);
    }
  });
}

function upgrade(database: IDBDatabase, from: number): void {
  if (from < 1) {
    database.createObjectStore("streams", { keyPath: "id" });
    database.createObjectStore("events", { keyPath: ["stream", "seq"] });
  }
  if (from < 2) database.createObjectStore("media", { keyPath: ["session", "id"] });
}

async function giveUp(patience: Promise<void>, opened: (nothing: undefined) => void): Promise<void> {
  await patience;
  opened(undefined);
}

/** An event in the store. */
interface Row extends Waiting {
  readonly stream: string;
}

export class IndexedShelf implements Shelf {
  readonly #database: IDBDatabase;
  readonly #Promise: PromiseConstructor;
  /** For which there was no room: they are in the page's memory, and are written again with the next one. */
  #unsaved: Row[] = [];

  /** `Promise` is the browser's own. */
  constructor(database: IDBDatabase, Promise: PromiseConstructor) {
    this.#database = database;
    this.#Promise = Promise;
  }

  async load(): Promise<[Stream, Waiting[]][]> {
    const streams = await this.#all<Stream>("streams");
    const events = await this.#all<Row>("events");
    streams.sort((a, b) => a.touched - b.touched);
    return streams.map((stream) => [stream, events.filter((event) => event.stream === stream.id)]);
  }

  open(stream: Stream): void {
    this.#write((streams) => streams.put(stream));
  }

  put(stream: Stream, waiting: Waiting): void {
    const rows = [...this.#unsaved.splice(0), { stream: stream.id, ...waiting }];
    const write = (streams: IDBObjectStore, events: IDBObjectStore): void => {
      streams.put(stream);
      for (const row of rows) events.put(row);
    };
    this.#write(write, () => this.#unsaved.unshift(...rows));
  }

  drop(stream: Stream, seq: number): void {
    this.#unsaved = this.#unsaved.filter((row) => row.stream !== stream.id || row.seq > seq);
    this.#write((_, events) => events.delete(IDBKeyRange.bound([stream.id, 0], [stream.id, seq])));
  }

  close(stream: Stream): void {
    this.drop(stream, EVERY_SEQ);
    this.#write((streams) => streams.delete(stream.id));
  }

  /** `failed` when the disk is full or the database was closed: memory has all, and it is sent from there. */
  #write(change: (streams: IDBObjectStore, events: IDBObjectStore) => void, failed = (): void => {}): void {
    try {
      const transaction = this.#database.transaction(["streams", "events"], "readwrite");
      transaction.onabort = failed;
      change(transaction.objectStore("streams"), transaction.objectStore("events"));
    } catch {
      failed();
    }
  }

  #all<Row>(store: string): Promise<Row[]> {
    return new this.#Promise((found) => {
      try {
        const request = this.#database.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => found(request.result as Row[]);
        request.onerror = () => found([]);
      } catch {
        found([]);
      }
    });
  }
}
