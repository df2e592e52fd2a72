/** One check on the screen: its name, how it stands, what to do, and a way to try it again. */

import type { Outcome } from "./outcome.ts";
import type { Sentences } from "./sentences-en.ts";
import { fill } from "./sentences.ts";
import type { Stage } from "./stage.ts";

export class Row {
  readonly node: HTMLElement;
  readonly again: HTMLButtonElement;
  readonly label: string;
  readonly #sentences: Sentences;
  readonly #state: HTMLElement;
  readonly #advice: HTMLElement;

  /** `more` is what belongs to it: the picture of the camera, the level of the microphone. */
  constructor(
    make: Stage["make"],
    document: Document,
    sentences: Sentences,
    label: string,
    required: boolean,
    more?: Node,
  ) {
    this.label = label;
    this.#sentences = sentences;
    this.#state = make(document, "span", { class: "state" });
    this.#advice = make(document, "p", { class: "advice" });
    this.again = make(document, "button", { type: "button", class: "again", hidden: "" }, sentences.again);
    this.again.setAttribute("aria-label", fill(sentences.againOne, { name: label }));
    const head = make(document, "div", { class: "head" }, make(document, "h2", {}, label));
    if (required) head.append(make(document, "span", { class: "required" }, sentences.required));
    head.append(this.#state);
    this.node = make(document, "li", {}, head, ...(more ? [more] : []), this.#advice, this.again);
  }

  begin(advice = ""): void {
    this.#show("running", this.#sentences.running, advice);
  }

  /** Returns the same for a screen reader. */
  end({ status }: Outcome, advice: string): string {
    const state = { success: this.#sentences.success, failed: this.#sentences.failed, default: this.#sentences.noted }[
      status
    ];
    this.#show(status, state, advice);
    this.again.hidden = status === "success";
    return `${this.label}: ${state}. ${advice}`;
  }

  #show(kind: string, state: string, advice: string): void {
    this.node.dataset["state"] = kind;
    this.#state.textContent = state;
    this.#advice.textContent = advice;
    this.#advice.hidden = !advice;
  }
}
