/** What the loader imports. */

import { realOutside } from "./outside.ts";
import type { EyeWidget } from "./types.ts";
import { Widget } from "./widget.ts";

declare const VERSION: string;

let widget: EyeWidget | undefined;

/** The widget of this page; `base` is where Eye is served and ends in a slash. */
export function open(base: string): EyeWidget {
  widget ??= new Widget(base, VERSION, () => realOutside(window));
  return widget;
}
