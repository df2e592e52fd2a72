/** Whether the candidate is in the exam's tab and window. */

import { listen, type Signal, type Watch } from "./signal.ts";

/** While focus is in an embedded frame or away, no event tells of its next move. */
const LOOK_AGAIN = 1_000;
const AWAY = "away";

export const tabFocus: Signal = {
  name: "tab-focus",
  watch(watch) {
    const { window, later, now } = watch;
    const { document } = window;
    let focused = isFocused(document);
    let flagged = false;
    let hidden = document.hidden;
    let leftAt = now();
    let callOff = (): void => {};

    const look = (): void => {
      callOff();
      const before = focused;
      focused = isFocused(document);
      if (before && !focused) {
        leftAt = now();
        hidden = false;
      }
      hidden ||= document.hidden;
      if (focused !== before) watch.changed("TAB_FOCUS_CHANGE", focused ? back() : { focused, hidden });
      // A page that loads without focus has not been left; one that is hidden has, or that was loaded anew meanwhile.
      if (focused) flagged = false;
      else if (!flagged && (before || document.hidden || watch.noted(AWAY))) flagged = flag(watch);
      if (flagged !== Boolean(watch.noted(AWAY))) watch.note(AWAY, flagged);
      if (!focused || isInFrame(document)) callOff = later(LOOK_AGAIN, look);
    };
    const back = () => ({ focused: true, hidden, awaySeconds: Math.round((now() - leftAt) / 100) / 10 });
    // Between the blur of the page and the focus of its own frame, neither has the focus.
    const lookSoon = (): void => {
      callOff();
      callOff = later(0, look);
    };

    watch.stands("TAB_FOCUS_CHANGE", { focused });
    look();
    const stops = [
      listen(document, ["visibilitychange"], look),
      listen(window, ["blur", "focus"], (event) => {
        if (event.target === window) lookSoon();
      }),
    ];
    return () => {
      callOff();
      for (const stop of stops) stop();
    };
  },
};

/** True also while the focus is in a frame of the page. */
const isFocused = (document: Document): boolean => !document.hidden && document.hasFocus();

function isInFrame(document: Document): boolean {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return /^I?FRAME$/.test(active?.tagName ?? "");
}

function flag(watch: Watch): true {
  watch.flag("TAB_NOT_FOCUS", "medium", "The exam page was left for another tab or window.");
  return true;
}
