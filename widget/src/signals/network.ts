/** When the way to the server was broken, and for how long: it explains a gap, and is nobody's fault. */

import type { Signal } from "./signal.ts";

export const network: Signal = {
  name: "network",
  watch(watch) {
    let lostAt: number | undefined;
    return watch.onReach((reached) => {
      if (!reached && lostAt === undefined) {
        lostAt = watch.now();
        watch.changed("NETWORK_LOST", {});
      } else if (reached && lostAt !== undefined) {
        watch.changed("NETWORK_BACK", { offlineSeconds: Math.round((watch.now() - lostAt) / 100) / 10 });
        lostAt = undefined;
      }
    });
  },
};
