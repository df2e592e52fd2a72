/** The no-code tag: starts by itself, tells the page by `CustomEvent`s, and ends at a click. */

import { hint } from "./errors.ts";
import { configOfTag, domainHint, type TagData } from "./tag-data.ts";
import type { EyeConfig, EyeError, EyeEventName, EyeWidget } from "./types.ts";

const EVENTS: readonly EyeEventName[] = [
  "STARTED",
  "END_PROCTORING",
  "SET_CONFIG",
  "FULLSCREEN_CHANGE",
  "EXIT_FULLSCREEN",
  "TAB_FOCUS_CHANGE",
  "TAB_NOT_FOCUS",
  "FACE_ABSENCE",
  "MULTIPLE_FACE",
  "SOUND_DETECTED",
  "PERIODIC_SNAPSHOT",
  "SYSTEM_CHECK_STARTED",
  "SYSTEM_CHECK_COMPLETED",
  "SYNC",
];

/** `eye:NAME` on `document` for each event, and `eye:REFUSED` with the error where there is no promise to reject. */
export async function startFromTag(widget: EyeWidget, data: TagData, window: Window): Promise<void> {
  const { document, location } = window;
  const tell = (name: string, detail: unknown): void => void document.dispatchEvent(new CustomEvent(`eye:${name}`, { detail }));
  for (const event of EVENTS) widget.on(event, (payload) => tell(event, payload));
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
