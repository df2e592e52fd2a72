/** What happens to the page around the exam: it goes away, comes back, loses and finds the network. */

import { listen } from "./signals/signal.ts";

export interface PageNews {
  leaving(): void;
  /** Out of the back/forward cache. */
  returned(): void;
  /** Visible again, woken up, or online again. */
  back(): void;
  offline(): void;
}

/**
 * Returns what stops it. No `unload` and no `beforeunload`: they keep the page out of the back/forward cache, and
 * `pagehide` comes in its place.
 */
export function watchPage(window: Window, news: PageNews): () => void {
  const { document } = window;
  const stops = [
    listen(window, ["pagehide"], () => news.leaving()),
    listen(window, ["pageshow"], (event) => {
      if ((event as PageTransitionEvent).persisted) news.returned();
    }),
    listen(window, ["online"], () => news.back()),
    listen(window, ["offline"], () => news.offline()),
    listen(document, ["resume"], () => news.back()),
    listen(document, ["visibilitychange"], () => {
      if (!document.hidden) news.back();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
