/** What the screens before the exam are given; imports of what the core has too would split the core. */

import type { Outside } from "../outside.ts";
import type { Parts, Session } from "../session.ts";
import type { element } from "../surface/element.ts";
import type { Uses } from "./uses.ts";

export interface Stage extends Pick<
  Parts,
  "outside" | "base" | "assets" | "config" | "devices" | "answer" | "clock" | "memory" | "surface"
> {
  readonly session: Pick<Session, "report" | "setConfig" | "stay">;
  readonly uses: Uses;
  readonly make: typeof element;
  /** Aborted when the page ends the start, or the session ended or went on elsewhere. */
  readonly signal: AbortSignal;
}

/** The browser's own `Promise` is what an async function returns, whatever the page has put in its place. */
export const Native = (async () => {})().constructor as PromiseConstructor;

export const sleep = ({ time }: Pick<Outside, "time">, ms: number): Promise<void> =>
  new Native((wake) => {
    time.later(ms, wake);
  });
