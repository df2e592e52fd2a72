/** The page was about to be printed: the browser says so, and some pages keep the key for themselves. */

import { isMac, once } from "./keys.ts";
import type { Signal } from "./signal.ts";

export const print: Signal = {
  name: "print",
  watch(watch) {
    const { window } = watch;
    const mac = isMac(window);
    const tell = once(watch.now, () => watch.flag("PRINT_ATTEMPT", "low", "The page was about to be printed."));
    const look = (event: Event): void => {
      const { key, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
      // On a Mac, control and P goes a line up.
      if (/^p$/i.test(key) && !altKey && (mac ? metaKey : ctrlKey)) tell();
    };
    const stops = [watch.listen(window, ["beforeprint"], tell), watch.listen(window, ["keydown"], look)];
    return () => {
      for (const stop of stops) stop();
    };
  },
};
