/** Everything that is watched, one line each. */

import { fetchPart } from "../part.ts";
import { fullscreen } from "./fullscreen.ts";
import type { Signal } from "./signal.ts";
import { tabFocus } from "./tab-focus.ts";

export const SIGNALS: readonly Signal[] = [tabFocus, fullscreen];

/** The rest: fetched when watching begins, so that the start does not wait for it. */
export const loadMore = (turn: number): Promise<typeof import("./more.ts")> =>
  fetchPart(() => import("./more.ts"), turn);
