/** What goes through the clipboard, and how much of it may be told. */

import type { Watch } from "./signal.ts";

/** Characters that are kept where the assessment asks for the text. */
const MOST_TEXT = 500;

export interface Clip {
  readonly length: number;
  readonly text?: string;
}

/** Only the length, unless the assessment asks for the text. */
export function clip(watch: Watch, text: string): Clip {
  const { length } = text;
  return watch.policy["clipboardText"] === true ? { length, text: whole(text.slice(0, MOST_TEXT)) } : { length };
}

/** Half a pair of surrogates is no character, and the server could not read it. */
const whole = (text: string): string => text.replace(/\p{Surrogate}/gu, "\uFFFD");

/** What is selected where the event comes from. The clipboard itself is empty until the page's own listeners are done. */
export function selected(window: Window, event: Event): string {
  const [field] = event.composedPath();
  return inField(field as Partial<HTMLTextAreaElement> | undefined) ?? String(window.getSelection() ?? "");
}

/** Of a text field; undefined for everything else. */
function inField(field: Partial<HTMLTextAreaElement> | undefined): string | undefined {
  try {
    const { value, selectionStart, selectionEnd } = field ?? {};
    if (typeof value !== "string" || typeof selectionStart !== "number") return undefined;
    return value.slice(selectionStart, selectionEnd ?? selectionStart);
  } catch {
    return undefined;
  }
}
