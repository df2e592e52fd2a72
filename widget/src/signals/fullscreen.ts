/** Whether the exam fills the screen, be it by the page's own request or by the browser's key. */

import { listen, type Signal } from "./signal.ts";

export const fullscreen: Signal = {
  name: "fullscreen",
  watch(watch) {
    const { document } = watch.window;
    const display = watch.window.matchMedia("(display-mode: fullscreen)");
    const isFull = (): boolean => Boolean(document.fullscreenElement) || display.matches;
    let full = isFull();

    const leave = (): void => watch.flag("EXIT_FULLSCREEN", "medium", "Fullscreen was left.");
    const look = (): void => {
      if (isFull() === full) return;
      full = !full;
      if (full) watch.note("fullscreen", true);
      watch.changed("FULLSCREEN_CHANGE", { fullscreen: full });
      if (!full) leave();
    };

    watch.stands("FULLSCREEN_CHANGE", { fullscreen: full });
    // A reload leaves fullscreen without an event, and ends what the page before it has raised.
    if (!full && watch.noted("fullscreen") && watch.policy.requireFullscreen) leave();
    if (full) watch.note("fullscreen", true);
    const stops = [listen(document, ["fullscreenchange"], look), listen(display, ["change"], look)];
    return () => {
      for (const stop of stops) stop();
    };
  },
};
