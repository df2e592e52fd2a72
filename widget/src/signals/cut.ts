/** Something was cut out: that it was, and how much; what it was only where the assessment asks for it. */

import { clip, selected } from "./clipboard.ts";
import type { Signal } from "./signal.ts";

export const cut: Signal = {
  name: "cut",
  watch: (watch) =>
    watch.listen(watch.window.document, ["cut"], (event) =>
      watch.changed("CUT", clip(watch, selected(watch.window, event))),
    ),
};
