/** Whether the same exam is open in another tab or window of this browser. */

import type { Said } from "./line.ts";
import { appear, retract } from "./presence.ts";
import type { Signal } from "./signal.ts";

const ASK_AGAIN = 5_000;
/** A page that crashed says no goodbye; one that answered neither of the last three times is gone. */
const GONE_AFTER = 16_000;
/** A page that is loaded anew says goodbye too. */
const GOODBYE = 1_000;

export const severalTabs: Signal = {
  name: "several-tabs",
  watch(watch) {
    const { window, later, now } = watch;
    const others = new Map<string, number>();
    let raised = false;
    let callOff = (): void => {};

    const look = (): void => {
      for (const [id, heardAt] of others) if (now() - heardAt > GONE_AFTER) others.delete(id);
      const several = others.size > 0;
      if (several === raised) return;
      raised = several;
      if (raised) watch.flag("SEVERAL_TABS", "low", "The exam is open in another tab or window as well.");
      else watch.clear("SEVERAL_TABS");
    };
    const hear = ({ from, says }: Said): void => {
      if (says !== "gone") others.set(from, now());
      else if (others.has(from)) others.set(from, now() + GOODBYE - GONE_AFTER);
      look();
    };

    retract(window);
    const presence = appear(window, watch.exam, hear);
    const ask = (): void => {
      look();
      presence.ask();
      callOff = later(ASK_AGAIN, ask);
    };
    callOff = later(ASK_AGAIN, ask);
    return () => {
      callOff();
      presence.leave();
      // From now on nobody asks.
      if (raised) watch.clear("SEVERAL_TABS");
    };
  },
};
