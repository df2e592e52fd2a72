/** `widget.js`: the loader that also starts by itself, with the `data-…` of its own tag. */

import { define, scriptNamed } from "./define.ts";

const script = scriptNamed("widget.js");
define(script);

(async () => {
  try {
    (await window.LoadEyeWidget()).startFromTag({ ...script?.dataset });
  } catch (error) {
    console.error(`[Eye] ${(error as Error).message}`);
  }
})();
