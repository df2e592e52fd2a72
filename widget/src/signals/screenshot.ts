/** A key that takes a screenshot was pressed, where the system lets the browser see it. */

import { isMac, once } from "./keys.ts";
import type { Signal } from "./signal.ts";

export const screenshot: Signal = {
  name: "screenshot",
  watch(watch) {
    const mac = isMac(watch.window);
    const tell = once(watch.now, () => watch.flag("SCREENSHOT_KEY", "low", "A key that takes a screenshot was pressed."));
    // Windows tells of the print key only when it is let go.
    return watch.listen(watch.window, ["keydown", "keyup"], (event) => {
      if (takes(event as KeyboardEvent, mac)) tell();
    });
  },
};

function takes({ key, code, metaKey, shiftKey }: KeyboardEvent, mac: boolean): boolean {
  if (key === "PrintScreen") return true;
  if (!metaKey || !shiftKey) return false;
  return mac ? /^Digit[3-5]$/.test(code) : /^s$/i.test(key);
}
