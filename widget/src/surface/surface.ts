/** What the candidate sees of Eye: the badge while monitoring is on, and notices when there is something to say. */

import type { WidgetError } from "../errors.ts";
import { UNREACHABLE } from "../post.ts";
import type { Words } from "../words/en.ts";
import { directionOf, type Spoken } from "../words/index.ts";
import { Badge, type BadgeState } from "./badge.ts";
import { Frame } from "./frame.ts";
import { Notices } from "./notices.ts";

export class Surface {
  readonly language: string;
  readonly direction: string;
  readonly #document: Document;
  readonly #words: Words;
  readonly #frame: Frame;
  readonly #notices: Notices;
  #badge: Badge | undefined;
  #messages: string[] = [];

  constructor(document: Document, { language, words }: Spoken) {
    this.language = language;
    this.direction = directionOf(language);
    this.#document = document;
    this.#words = words;
    this.#frame = new Frame(this.#document, language, this.direction);
    this.#notices = new Notices(this.#document, words, () => this.quiet());
    this.#frame.root.append(this.#notices.node);
  }

  /** The badge, or its new state. */
  monitoring(state: BadgeState, test: boolean): void {
    if (!this.#badge) {
      this.#notices.clear();
      this.#badge = new Badge(this.#document, this.#words, test);
      this.#frame.root.append(this.#badge.node);
    }
    this.#frame.stay();
    this.#badge.show(state);
  }

  /** Monitoring is off. */
  over(): void {
    this.#badge?.node.remove();
    this.#badge = undefined;
    this.#leaveIfEmpty();
  }

  waiting(code: string): void {
    this.#say(code === "session_active_elsewhere" ? this.#words.elsewhere : this.#words.connecting, {
      closable: false,
    });
  }

  refused({ code, requestId }: WidgetError): void {
    if (code === UNREACHABLE) return this.#say(this.#words.unreachable);
    if (code === "declined") return this.#say(this.#words.declined);
    const sentence = { assessment_not_open: this.#words.notOpen, attempts_exhausted: this.#words.noAttempts }[code];
    this.#say(sentence ?? (requestId ? this.#words.refusedAs : this.#words.refused), { number: requestId });
  }

  /** Stays with those before it until the candidate has put them away. */
  message(text: string): void {
    this.#messages.push(text);
    this.#say(this.#messages.join("\n"), { title: this.#words.message });
  }

  tell(what: "superseded" | "ended"): void {
    this.#say(this.#words[what]);
  }

  /** Nothing to wait for any more. */
  quiet(): void {
    this.#messages = [];
    this.#notices.clear();
    this.#leaveIfEmpty();
  }

  #say(text: string, more: { title?: string; number?: string | null; closable?: boolean } = {}): void {
    this.#frame.stay();
    this.#notices.show({ text, closable: true, ...more });
  }

  #leaveIfEmpty(): void {
    if (!this.#badge && this.#notices.isEmpty) this.#frame.remove();
  }
}
