/** What the page and the worker tell each other. */

import type { Described, Look } from "../camera/viewer.ts";

export type Asked =
  | { readonly id: number; readonly want: "look"; readonly frame: ImageBitmap }
  | { readonly id: number; readonly want: "still" }
  /** Without a picture the one that was last looked at. */
  | { readonly id: number; readonly want: "describe"; readonly picture: ImageBitmap | undefined };

export type Told =
  /** Once, when the worker has begun; `unavailable` says why it has no detector. */
  | { readonly begun: true; readonly unavailable?: string }
  /** The script of the worker did not load. */
  | { readonly failed: string }
  | { readonly id: number; readonly look: Look }
  | { readonly id: number; readonly still: Blob }
  | { readonly id: number; readonly described: Described }
  | { readonly id: number; readonly problem: string };
