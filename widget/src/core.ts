/** What the loader imports. */

import { realOutside } from "./outside.ts";
import type { EyeWidget } from "./types.ts";
import { Widget } from "./widget.ts";

declare const VERSION: string;

let widget: EyeWidget | undefined;

/** The widget of this page; `base` is where Eye is served and ends in a slash, if it is known. */
export function open(base: string): EyeWidget {
  // This file lies in `widget/<version>/`.
  widget ??= new Widget(base || new URL("../../", import.meta.url).href, VERSION, () => realOutside(window));
  return widget;
}
