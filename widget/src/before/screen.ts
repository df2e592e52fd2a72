/** The dialog of the screens: over the page, which rests meanwhile; one screen after the other in it. */

import style from "./before.css";
import type { Sentences } from "./sentences-en.ts";
import type { Stage } from "./stage.ts";

export class Screen {
  readonly #document: Document;
  readonly #host: HTMLElement;
  readonly #dialog: HTMLDialogElement;
  readonly #said: HTMLElement;
  readonly #make: Stage["make"];
  #stays = false;

  constructor({ outside, make, surface, answer }: Stage, sentences: Sentences) {
    this.#document = outside.window.document;
    this.#make = make;
    const { language, direction } = surface;
    this.#host = make(this.#document, "eye-before" as "div", { lang: language, dir: direction });
    this.#said = make(this.#document, "div", { class: "unseen", role: "log", "aria-live": "polite" });
    // Escape neither declines nor goes on.
    this.#dialog = make(this.#document, "dialog", { "aria-labelledby": "title", closedby: "none" }, this.#said);
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.#dialog.addEventListener("close", () => this.#open());
    const root = this.#host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    root.append(this.#dialog);
    if (answer.mode === "test") this.#dialog.dataset["test"] = sentences.test;
  }

  /** The title has the focus, so that a screen reader begins there. */
  show(title: string, ...content: Node[]): void {
    const heading = this.#make(this.#document, "h1", { id: "title", tabindex: "-1" }, title);
    const body = this.#make(this.#document, "div", { class: "screen" }, heading, ...content);
    this.#dialog.replaceChildren(body, this.#said);
    this.#stays = true;
    this.#open();
    heading.focus({ preventScroll: true });
    this.#dialog.scrollTop = 0;
  }

  /** For screen readers only. */
  say(sentence: string): void {
    this.#said.append(this.#make(this.#document, "p", {}, sentence));
  }

  /** Where what had the focus is gone, `button` has it, or the title while that waits. */
  keepFocus(button: HTMLButtonElement): void {
    if (this.#host.shadowRoot?.activeElement) return;
    (button.disabled ? this.#dialog.querySelector("h1") : button)?.focus({ preventScroll: true });
  }

  /** The focus goes back to where it was. */
  close(): void {
    this.#stays = false;
    this.#dialog.close();
    this.#host.remove();
  }

  /** Beside the body; again, where the page or a second Escape put it away. */
  #open(): void {
    if (!this.#stays) return;
    if (!this.#host.isConnected) this.#document.documentElement.append(this.#host);
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}
