/** Something was pasted: how much, whether that is long, and whether it only was moved within the exam page. */

import { clip, selected } from "./clipboard.ts";
import type { Signal } from "./signal.ts";

const LONG = 40;

export const paste: Signal = {
  name: "paste",
  watch(watch) {
    const { document } = watch.window;
    let taken: string | undefined;

    const remember = (event: Event): void => void (taken = plain(selected(watch.window, event)));
    const tell = (event: Event): void => {
      const text = (event as ClipboardEvent).clipboardData?.getData("text/plain") ?? "";
      const least = Number(watch.policy["pasteLength"] ?? LONG);
      const long = least > 0 && text.length >= least;
      // A candidate who moves a paragraph or quotes the question brings nothing from elsewhere.
      watch.changed("PASTE", { ...clip(watch, text), long, own: text !== "" && plain(text) === taken });
    };

    const stops = [watch.listen(document, ["copy", "cut"], remember), watch.listen(document, ["paste"], tell)];
    return () => {
      for (const stop of stops) stop();
    };
  },
};

/** Spaces and line ends change on the way through the clipboard. */
const plain = (text: string): string => text.replace(/\s+/g, "");
