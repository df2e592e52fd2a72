/** Something was copied: that it was, and how much; what it was only where the assessment asks for it. */

import { clip, selected } from "./clipboard.ts";
import type { Signal } from "./signal.ts";

export const copy: Signal = {
  name: "copy",
  watch: (watch) =>
    watch.listen(watch.window.document, ["copy"], (event) =>
      watch.changed("COPY", clip(watch, selected(watch.window, event))),
    ),
};
