/** The menu of the right mouse button was opened, or its key was pressed. */

import type { Signal } from "./signal.ts";

export const contextMenu: Signal = {
  name: "context-menu",
  watch: (watch) =>
    watch.listen(watch.window.document, ["contextmenu"], () => watch.changed("CONTEXT_MENU", {})),
};
