/** The no-code tag: starts by itself, tells the page by `CustomEvent`s, and ends at a click. */

import type { Emitter } from "./emitter.ts";
import { configOfTag, domainHint, type TagData } from "./tag-data.ts";
import type { EyeConfig, EyeError, EyeWidget } from "./types.ts";

/** What the tag needs of the core, handed over: what both imported would become a file of its own to wait for. */
export interface Core {
  readonly widget: EyeWidget;
  readonly emitter: Emitter;
  readonly window: Window;
  hint(sentence: string): void;
}

/** `eye:NAME` on `document` for each event, and `eye:REFUSED` with the error where there is no promise to reject. */
export async function startFromTag({ widget, emitter, window, hint }: Core, data: TagData): Promise<void> {
  const { document, location } = window;
  const tell = (name: string, detail: unknown): void => {
    document.dispatchEvent(new CustomEvent(`eye:${name}`, { detail }));
  };
  emitter.tap = tell;
  document.addEventListener("click", (click) => endAt(click, widget), { passive: true });
  const sentence = domainHint(data["domain"], location);
  if (sentence) hint(sentence);
  try {
    await widget.init(configOfTag(data) as unknown as EyeConfig);
  } catch (error) {
    const { code, message, docsUrl, requestId } = error as EyeError;
    tell("REFUSED", { code, message, docsUrl, requestId });
  }
}

function endAt(click: Event, widget: EyeWidget): void {
  const isEnd = (target: EventTarget): boolean => target instanceof Element && target.hasAttribute("data-eye-end");
  if (click.composedPath().some(isEnd)) void widget.endProctoring();
}
