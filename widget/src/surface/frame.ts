/** The one element that Eye adds to the page: fixed in a corner, above everything, apart from the page's styles. */

import { element } from "./element.ts";
import style from "./style.css";

export class Frame {
  readonly #document: Document;
  readonly #host: HTMLElement;
  readonly root: ShadowRoot;

  constructor(document: Document, language: string, direction: string) {
    this.#document = document;
    this.#host = element(document, "eye-widget" as "div", {
      lang: language,
      dir: direction,
      popover: "manual",
    });
    this.root = this.#host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.root.adoptedStyleSheets = [sheet];
  }

  /** Beside the body, where frameworks that redraw the page do not sweep; put back if the page removed it. */
  stay(): void {
    if (this.#host.isConnected) return;
    this.#document.documentElement.append(this.#host);
    this.#document.addEventListener("fullscreenchange", this.#raise);
    this.#raise();
  }

  remove(): void {
    this.#document.removeEventListener("fullscreenchange", this.#raise);
    this.#host.remove();
  }

  /** An element in fullscreen covers every z-index; only what was shown later as a popover lies above it. */
  readonly #raise = (): void => {
    try {
      this.#host.hidePopover();
      this.#host.showPopover();
    } catch {
      // Browsers without popovers keep the z-index.
    }
  };
}
