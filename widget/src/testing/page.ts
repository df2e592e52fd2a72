/** A page that signals watch in the tests: what it is like is set, its events are sent by hand. */

import { listen, type Watch } from "../signals/signal.ts";
import { FakeTime } from "./world.ts";

export class FakePage {
  readonly time = new FakeTime();
  readonly heard: unknown[] = [];
  readonly notes: Record<string, unknown> = {};
  readonly policy: Record<string, unknown> = {};
  readonly display = Object.assign(new EventTarget(), { matches: false });
  focus = true;
  /** What tells the signals that the server is reached, or not. */
  reach: (reached: boolean) => void = () => {};
  readonly document = Object.assign(new EventTarget(), {
    hidden: false,
    fullscreenElement: null as object | null,
    activeElement: null as object | null,
    hasFocus: () => this.focus,
  });
  readonly media: Record<string, { matches: boolean }> = {};
  readonly screen = Object.assign(new EventTarget(), {
    availWidth: 1920,
    availHeight: 1080,
    isExtended: false as boolean | undefined,
  });
  readonly window = Object.assign(new EventTarget(), {
    document: this.document,
    matchMedia: (query: string) => this.media[query] ?? this.display,
    screen: this.screen,
    navigator: { platform: "Linux x86_64" },
    outerWidth: 1920,
    outerHeight: 1080,
    getSelection: () => this.selection,
    BroadcastChannel: undefined as unknown,
    localStorage: undefined as unknown,
  });
  selection = "";

  readonly watch: Watch = {
    window: this.window as unknown as Watch["window"],
    policy: this.policy,
    stands: (event, fact) => void this.heard.push(["stands", event, fact]),
    changed: (event, fact) => void this.heard.push(["changed", event, fact]),
    features: { aiProctoring: true, facialRecognition: false },
    devices: {},
    imageUrl: undefined,
    exam: "exam ada",
    assets: "https://eye.example/widget/test/",
    Promise,
    fetch: async () => Response.error(),
    flag: (event) => void this.heard.push(["flag", event]),
    flagWith: (event) => void this.heard.push(["flag", event]),
    clear: (event) => void this.heard.push(["clear", event]),
    unavailable: (detector, reason) => void this.heard.push(["unavailable", detector, reason]),
    duty: () => ({ look: () => {}, end: () => {} }),
    note: (name, value) => void (this.notes[name] = value),
    noted: (name) => this.notes[name],
    listen,
    onReach: (call) => {
      this.reach = call;
      return () => (this.reach = () => {});
    },
    later: (ms, call) => this.time.later(ms, call),
    now: () => this.time.now,
    random: () => 0,
    newWorker: () => undefined,
  };

  /** What was heard since the last time. */
  get news(): unknown[] {
    return this.heard.splice(0);
  }
}
