/** Everything that is watched, one line each. */

import { camera } from "./camera.ts";
import { fullscreen } from "./fullscreen.ts";
import type { Signal } from "./signal.ts";
import { tabFocus } from "./tab-focus.ts";

export const SIGNALS: readonly Signal[] = [tabFocus, fullscreen, camera];

/** The rest: fetched when watching begins, so that the start does not wait for it. */
export const loadMore = async (): Promise<readonly Signal[]> => (await import("./more.ts")).MORE;
