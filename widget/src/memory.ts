/** What this tab remembers over a reload: how to resume, and what the signals noted. */

import type { Natives } from "./natives.ts";
import type { EyeConfig } from "./types.ts";

const NAME = "eye:session";

interface Remembered {
  readonly who: string;
  readonly startId: string;
  readonly token?: string;
  readonly notes: Record<string, unknown>;
}

export class Memory {
  readonly #storage: Storage | undefined;
  readonly #json: Pick<Natives, "encode" | "decode">;
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
  ) {
    this.#storage = storage;
    this.#json = json;
    const who = [config.apiKey, config.assessmentId, config.candidateId].join(" ");
    const last = this.#load();
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
    this.#attempt(() => this.#storage?.removeItem(NAME));
  }

  #load(): Remembered | undefined {
    return (
      this.#attempt(() => this.#json.decode(this.#storage?.getItem(NAME) ?? "null") as Remembered | null) ?? undefined
    );
  }

  #save(): void {
    this.#attempt(() => this.#storage?.setItem(NAME, this.#json.encode(this.#remembered)));
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
