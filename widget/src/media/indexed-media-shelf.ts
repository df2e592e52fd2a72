/** Evidence in IndexedDB: survives reload, crash and restart. */

import type { Evidence, MediaShelf } from "./media-shelf.ts";

const STORE = "media";

export class IndexedMediaShelf implements MediaShelf {
  readonly #database: IDBDatabase;
  readonly #Promise: PromiseConstructor;

  /** `Promise` is the browser's own. */
  constructor(database: IDBDatabase, Promise: PromiseConstructor) {
    this.#database = database;
    this.#Promise = Promise;
  }

  load(): Promise<Evidence[]> {
    return new this.#Promise((found) => {
      try {
        const request = this.#database.transaction(STORE).objectStore(STORE).getAll();
        request.onsuccess = () => found(request.result as Evidence[]);
        request.onerror = () => found([]);
      } catch {
        found([]);
      }
    });
  }

  put(evidence: Evidence): Promise<boolean> {
    return new this.#Promise((done) => {
      try {
        const transaction = this.#database.transaction(STORE, "readwrite");
        transaction.objectStore(STORE).put(evidence);
        transaction.oncomplete = () => done(true);
        transaction.onabort = () => done(transaction.error?.name !== "QuotaExceededError");
      } catch {
        // The database was closed by a later version in another tab: the page keeps it.
        done(true);
      }
    });
  }

  drop({ session, id }: Evidence): void {
    try {
      this.#database.transaction(STORE, "readwrite").objectStore(STORE).delete([session, id]);
    } catch {
      // It is sent once more by the next page; the server knows it already.
    }
  }
}
