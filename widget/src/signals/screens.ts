/** Whether a second screen is connected. Where the browser does not tell, that is "unknown" and never "no". */

import type { Signal } from "./signal.ts";

/** Not every browser tells of a change. */
const LOOK_AGAIN = 5_000;

type Extended = "yes" | "no" | "unknown";

export const screens: Signal = {
  name: "screens",
  watch(watch) {
    const { window, later } = watch;
    let told: Extended | undefined;
    let callOff = (): void => {};

    const look = (): void => {
      callOff();
      callOff = later(LOOK_AGAIN, look);
      const extended = isExtended(window);
      if (extended === told) return;
      told = extended;
      watch.changed("SCREENS", { extended });
      if (extended === "yes") watch.flag("SECOND_SCREEN", "low", "A second screen is connected.");
    };

    look();
    const { screen } = window as unknown as { screen: Partial<EventTarget> };
    const stop = screen.addEventListener ? watch.listen(screen as EventTarget, ["change"], look) : () => {};
    return () => {
      callOff();
      stop();
    };
  },
};

/** Asks for no permission: it tells that there is another screen, not what is on it. */
function isExtended({ screen, document }: Window): Extended {
  const { isExtended } = screen as Screen & { readonly isExtended?: boolean };
  // A page or frame that may not ask is told "no" whatever is connected.
  const { featurePolicy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } };
  if (isExtended === undefined || featurePolicy?.allowsFeature("window-management") === false) return "unknown";
  return isExtended ? "yes" : "no";
}
