/**
 * Chooses where unsent events wait: in IndexedDB, else in this tab's sessionStorage, else in the page alone.
 *
 * Fetched while the server is asked for the session, so that the start does not wait for it.
 */

import { IndexedShelf, openDatabase } from "./indexed-shelf.ts";
import type { Natives } from "./natives.ts";
import type { Outside } from "./outside.ts";
import type { Shelf } from "./shelf.ts";
import { StorageShelf } from "./storage-shelf.ts";

export interface Shelves {
  readonly shelf: Shelf;
  /** Where evidence waits too; undefined where it does not open. */
  readonly database: IDBDatabase | undefined;
}

/** `patience` is over when the browser has had long enough to open its database. */
export async function openShelves(
  { indexedDB, sessionStorage, ...json }: Pick<Outside, "indexedDB" | "sessionStorage"> & Natives,
  patience: () => Promise<void>,
  Promise: PromiseConstructor,
): Promise<Shelves> {
  const database = indexedDB && (await openDatabase(indexedDB, patience(), Promise));
  return { shelf: database ? new IndexedShelf(database, Promise) : new StorageShelf(sessionStorage, json), database };
}
