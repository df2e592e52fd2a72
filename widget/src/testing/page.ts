/** A page that signals watch in the tests: what it is like is set, its events are sent by hand. */

import type { Watch } from "../signals/signal.ts";
import { FakeTime } from "./world.ts";

export class FakePage {
  readonly time = new FakeTime();
  readonly heard: unknown[] = [];
  readonly notes: Record<string, unknown> = {};
  readonly policy: Record<string, unknown> = {};
  readonly display = Object.assign(new EventTarget(), { matches: false });
  focus = true;
  readonly document = Object.assign(new EventTarget(), {
    hidden: false,
    fullscreenElement: null as object | null,
    activeElement: null as object | null,
    hasFocus: () => this.focus,
  });
  readonly window = Object.assign(new EventTarget(), { document: this.document, matchMedia: () => this.display });

  readonly watch: Watch = {
    window: this.window as unknown as Watch["window"],
    policy: this.policy,
    stands: (event, fact) => void this.heard.push(["stands", event, fact]),
    changed: (event, fact) => void this.heard.push(["changed", event, fact]),
    features: { aiProctoring: true, facialRecognition: false },
    devices: {},
    imageUrl: undefined,
    assets: "https://eye.example/widget/test/",
    Promise,
    flag: (event) => void this.heard.push(["flag", event]),
    flagWith: (event) => void this.heard.push(["flag", event]),
    clear: (event) => void this.heard.push(["clear", event]),
    unavailable: (detector, reason) => void this.heard.push(["unavailable", detector, reason]),
    duty: () => ({ look: () => {}, end: () => {} }),
    note: (name, value) => void (this.notes[name] = value),
    noted: (name) => this.notes[name],
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
