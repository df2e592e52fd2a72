/** What a refused batch means for the events in it. */

import type { Problem } from "./protocol.ts";

export type Verdict =
  /** The way to the server is broken: try again, waiting longer each time. */
  | "again"
  /** Somebody has to mend something first, such as a domain that was removed: keep everything, ask once a minute. */
  | "slowly"
  /** The server cannot read this: find the event that is to blame. */
  | "split"
  /** Nothing of this stream will be taken any more. */
  | "superseded"
  | "ended";

export function verdict({ status, code }: Problem): Verdict {
  if (code === "session_superseded") return "superseded";
  if (code === "session_ended") return "ended";
  if (status === 0 || status === 408 || status === 425 || status === 429 || status >= 500) return "again";
  if (status === 400 || status === 413 || status === 422) return "split";
  return "slowly";
}
