/** What the server may ask of a running session, one line each. */

import type { Command, Policy } from "./protocol.ts";

export interface Commanded {
  message(text: string): void;
  pause(): void;
  resume(): void;
  endByProctor(): void;
  policy(change: Policy): void;
}

type Obey = (session: Commanded, data: Command["data"]) => void;

const COMMANDS: Readonly<Record<string, Obey>> = {
  message: (session, data) => session.message(String(data["text"] ?? "")),
  pause: (session) => session.pause(),
  resume: (session) => session.resume(),
  end: (session) => session.endByProctor(),
  policy: (session, data) => session.policy(data),
};

export class Commands {
  readonly #session: Commanded;
  readonly #done: (id: string) => void;
  readonly #known = new Set<string>();

  /** `done` tells the server; it repeats each command until then. */
  constructor(session: Commanded, done: (id: string) => void) {
    this.#session = session;
    this.#done = done;
  }

  /** A command of a kind that this version does not know is left unanswered: the server sees that it was not obeyed. */
  obey(commands: readonly Command[]): void {
    for (const { id, type, data } of commands) {
      const obey = Object.hasOwn(COMMANDS, type) ? COMMANDS[type] : undefined;
      if (!obey || this.#known.has(id)) continue;
      this.#known.add(id);
      this.#done(id);
      obey(this.#session, data ?? {});
    }
  }
}
