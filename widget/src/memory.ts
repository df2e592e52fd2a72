/**
 * What this tab remembers over a reload: how to resume, and what the signals noted. The browser itself remembers it too,
 * for the tab that is opened after a crash.
 */

import type { Natives } from "./natives.ts";
import type { EyeConfig } from "./types.ts";

const NAME = "eye:session";

/** Milliseconds after its last sign of life in which the exam may still run in another tab, whose it is. */
const MAY_BE_ALIVE = 25_000;

interface Remembered {
  readonly who: string;
  readonly startId: string;
  readonly token?: string;
  readonly notes: Record<string, unknown>;
  /** By the computer's clock, in milliseconds: when the page that kept it was alive. */
  readonly alive?: number;
}

/** Where things outlive the tab. */
export interface Lasting {
  readonly storage: Storage | undefined;
  wall(): number;
}

export class Memory {
  readonly #storage: Storage | undefined;
  readonly #json: Pick<Natives, "encode" | "decode">;
  readonly #lasting: Lasting | undefined;
  #remembered: Remembered;

  /**
   * `startId` is taken unless the last page of this tab never learned the answer to its own: then the same one brings
   * the same session, even if the candidate token is spent.
   */
  constructor(
    storage: Storage | undefined,
    json: Pick<Natives, "encode" | "decode">,
    config: EyeConfig,
    startId: string,
    lasting?: Lasting,
  ) {
    this.#storage = storage;
    this.#json = json;
    this.#lasting = lasting;
    const who = [config.apiKey, config.assessmentId, config.candidateId].join(" ");
    const last = this.#load(storage);
    const same = last?.who === who ? last : undefined;
    this.#remembered = same?.token === undefined && same ? same : { notes: {}, ...same, who, startId };
    this.#save();
  }

  get startId(): string {
    return this.#remembered.startId;
  }

  /** Of the session to resume. */
  get token(): string | undefined {
    return this.#remembered.token;
  }

  /** Takes over what a tab of this browser left that ran the same exam and is gone; its token, if there is one. */
  recall(): string | undefined {
    const { who, startId } = this.#remembered;
    const left = this.#load(this.#lasting?.storage);
    if (left?.who !== who || (this.#lasting?.wall() ?? 0) - (left.alive ?? 0) < MAY_BE_ALIVE) return undefined;
    this.#remembered = { ...left, startId };
    return left.token;
  }

  /** A sign of life; at 0 the last one. */
  alive(at = this.#lasting?.wall()): void {
    if (this.token === undefined) return;
    const kept = this.#json.encode({ ...this.#remembered, alive: at });
    this.#attempt(() => this.#lasting?.storage?.setItem(NAME, kept));
  }

  started(token: string, resumed: boolean): void {
    this.#remembered = { ...this.#remembered, token, notes: resumed ? this.#remembered.notes : {} };
    this.#save();
  }

  note(name: string, value: unknown): void {
    this.#remembered.notes[name] = value;
    this.#save();
  }

  noted(name: string): unknown {
    return this.#remembered.notes[name];
  }

  forget(): void {
    const lasting = this.#lasting?.storage;
    // Another tab may have gone on with the exam.
    if (this.#load(lasting)?.token === this.token) this.#attempt(() => lasting?.removeItem(NAME));
    this.#attempt(() => this.#storage?.removeItem(NAME));
  }

  #load(storage: Storage | undefined): Remembered | undefined {
    return this.#attempt(() => this.#json.decode(storage?.getItem(NAME) ?? "null") as Remembered | null) ?? undefined;
  }

  #save(): void {
    this.#attempt(() => this.#storage?.setItem(NAME, this.#json.encode(this.#remembered)));
    this.alive();
  }

  /** Without storage everything goes on, only a reload starts anew. */
  #attempt<Result>(act: () => Result): Result | undefined {
    try {
      return act();
    } catch {
      return undefined;
    }
  }
}
