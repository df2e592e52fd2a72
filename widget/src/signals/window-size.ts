/** Whether the window is so small that something else has room beside it. */

import type { Signal } from "./signal.ts";

/** The percentage of the screen that the window has to fill. */
const SHARE = 60;
/** A window that is moved or resized is small for a moment. */
const LASTING = 3_000;
const LOOK_AGAIN = 1_000;

export const windowSize: Signal = {
  name: "window-size",
  watch(watch) {
    const { window, later, now } = watch;
    const isTouched = touchOnly(window);
    let since: number | undefined;
    let raised = false;
    let callOff = (): void => {};

    const look = (): void => {
      callOff();
      const small = isTouched() ? false : isSmall(window, Number(watch.policy["windowShare"] ?? SHARE));
      if (small !== true) since = undefined;
      else since ??= now();
      if (since !== undefined && !raised && now() - since >= LASTING) {
        raised = true;
        watch.flag("WINDOW_SMALL", "low", "The window fills only a part of the screen.");
      }
      if (small === false) clear();
      callOff = later(LOOK_AGAIN, look);
    };
    const clear = (): void => {
      if (!raised) return;
      raised = false;
      watch.clear("WINDOW_SMALL");
    };

    look();
    const stop = watch.listen(window, ["resize"], look);
    return () => {
      callOff();
      stop();
      // From now on nobody looks.
      clear();
    };
  },
};

/** Phones and tablets: there the browser has the size that the system gives it, and the keyboard takes some of it. */
function touchOnly(window: Window): () => boolean {
  const coarse = window.matchMedia("(pointer: coarse)");
  const fine = window.matchMedia("(any-pointer: fine)");
  return () => coarse.matches && !fine.matches;
}

/** Undefined where the sizes say nothing: a hidden window, a browser that does not tell. */
function isSmall({ document, outerWidth, outerHeight, screen }: Window, share: number): boolean | undefined {
  const whole = screen.availWidth * screen.availHeight;
  const area = outerWidth * outerHeight;
  return document.hidden || !whole || !area ? undefined : area * 100 < whole * share;
}
