/** One calm sentence at a time for the candidate, above the badge. */

import type { Words } from "../words/en.ts";
import { element } from "./element.ts";

export interface Notice {
  readonly text: string;
  readonly title?: string;
  /** A request id, to pass on. */
  readonly number?: string | null;
  /** Whether the candidate can put it away; a state that passes by itself is taken away with `clear`. */
  readonly closable: boolean;
}

export class Notices {
  readonly node: HTMLElement;
  readonly #document: Document;
  readonly #words: Words;
  readonly #closed: () => void;
  #shown = "";

  constructor(document: Document, words: Words, closed: () => void) {
    this.#document = document;
    this.#words = words;
    this.#closed = closed;
    // It must be in the page before its text comes, or screen readers do not read it.
    this.node = element(document, "div", { role: "alert" });
  }

  show(notice: Notice): void {
    const { text, title, number, closable } = notice;
    if (this.#shown === text) return;
    const card = element(this.#document, "div", { class: "notice" });
    if (title) card.append(element(this.#document, "p", { class: "title" }, title));
    card.append(element(this.#document, "p", {}, text));
    if (number) card.append(element(this.#document, "p", { class: "number" }, number));
    if (closable) card.append(this.#closeButton());
    this.node.replaceChildren(card);
    this.#shown = text;
  }

  clear(): void {
    this.node.replaceChildren();
    this.#shown = "";
  }

  get isEmpty(): boolean {
    return !this.#shown;
  }

  #closeButton(): HTMLButtonElement {
    const button = element(this.#document, "button", { type: "button", class: "close" }, this.#words.close);
    button.addEventListener("click", this.#closed);
    return button;
  }
}
