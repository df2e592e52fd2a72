/** Says quietly and always that monitoring is on. Folds to its dot, never away. */

import type { Words } from "../words/en.ts";
import { element } from "./element.ts";

export type BadgeState = "on" | "paused" | "offline";

/** Milliseconds: screen readers read what comes into a region, not what it brings along. */
const READ_AFTER = 150;

export class Badge {
  readonly node: HTMLElement;
  readonly #words: Words;
  readonly #text: HTMLElement;
  readonly #fold: HTMLButtonElement;
  #said = "";

  constructor(document: Document, words: Words, test: boolean) {
    this.#words = words;
    this.#text = element(document, "span", { class: "text", role: "status" });
    this.#fold = element(
      document,
      "button",
      { type: "button", class: "fold" },
      element(document, "span", { class: "dot", "aria-hidden": "true" }),
    );
    this.node = element(document, "div", { class: "badge" }, this.#fold);
    if (test) this.node.append(element(document, "span", { class: "test" }, words.test));
    this.node.append(this.#text);
    this.#fold.addEventListener("click", () => this.#toggle(!this.node.classList.contains("small")));
    this.#toggle(false);
  }

  show(state: BadgeState): void {
    const sentence = this.#words[state];
    this.node.classList.toggle("wait", state !== "on");
    if (this.#said === sentence) return;
    this.#said = sentence;
    setTimeout(() => (this.#text.textContent = this.#said), READ_AFTER);
  }

  #toggle(small: boolean): void {
    const label = small ? this.#words.larger : this.#words.smaller;
    this.node.classList.toggle("small", small);
    this.#fold.setAttribute("aria-expanded", String(!small));
    this.#fold.setAttribute("aria-label", label);
    this.#fold.title = label;
  }
}
