/** The system check: what this exam needs is tried, each by itself, as often as the candidate likes. */

import { adviceOf } from "./advice.ts";
import { browserOf, checkBrowser } from "./checks/browser.ts";
import { Microphone } from "./checks/microphone.ts";
import { checkSpeed } from "./checks/speed.ts";
import { Webcam } from "./checks/webcam.ts";
import { demandOf, failed, leftOut, mayGoOn, type CheckName, type Demand, type Outcome } from "./outcome.ts";
import { Row } from "./row.ts";
import type { Screen } from "./screen.ts";
import type { Sentences } from "./sentences-en.ts";
import { Native, type Stage } from "./stage.ts";
import type { Uses } from "./uses.ts";
import { meter, mirror } from "./views.ts";

interface Check {
  readonly name: CheckName;
  readonly demand: Demand;
  readonly row: Row;
  /** What is said while it runs. */
  readonly meanwhile: string;
  run(): Promise<Outcome>;
  outcome: Outcome | undefined;
}

/** Resolves when the candidate goes on, with what was opened in `stage.devices`, or when the start was called off. */
export async function checkSystem(
  stage: Stage,
  uses: Uses,
  screen: Screen,
  sentences: Sentences,
  isOff: Promise<"off">,
): Promise<void> {
  const system = new SystemCheck(stage, uses, screen, sentences);
  try {
    if (system.isNeeded && (await Native.race([isOff, system.run()])) !== "off") await system.handOver();
  } finally {
    system.close();
  }
}

class SystemCheck {
  readonly #stage: Stage;
  readonly #uses: Uses;
  readonly #screen: Screen;
  readonly #sentences: Sentences;
  readonly #checks: Check[] = [];
  readonly #left: { name: CheckName; outcome: Outcome }[] = [];
  readonly #webcam: Webcam;
  readonly #microphone: Microphone;
  readonly #goOn: HTMLButtonElement;
  readonly #againAll: HTMLButtonElement;
  readonly #stand: HTMLElement;
  #busy = false;

  constructor(stage: Stage, uses: Uses, screen: Screen, sentences: Sentences) {
    this.#stage = stage;
    this.#uses = uses;
    this.#screen = screen;
    this.#sentences = sentences;
    const { make, outside, base, signal } = stage;
    const { document, navigator } = outside.window;
    const picture = mirror(make, document, sentences);
    const level = meter(make, document, sentences);
    this.#webcam = new Webcam(
      stage,
      picture.video,
      (hint) => picture.hint(sentences[hint]),
      () => this.#lost("webcam"),
    );
    this.#microphone = new Microphone(stage, level.show, () => this.#lost("microphone"));
    this.#add("browser", true, async () => checkBrowser(browserOf(navigator.userAgent)));
    this.#add("webcam", uses.camera, () => this.#webcam.check(), sentences.allow, picture.node);
    this.#add("microphone", uses.microphone, () => this.#microphone.check(), sentences.quiet, level.node);
    this.#add("internetSpeed", true, () => checkSpeed(outside, base, signal));
    this.#goOn = make(document, "button", { type: "button", class: "main" }, sentences.goOn);
    this.#againAll = make(document, "button", { type: "button", class: "other" }, sentences.again);
    this.#stand = make(document, "p", { class: "quiet", role: "status" });
  }

  get isNeeded(): boolean {
    return this.#checks.length > 0;
  }

  /** Resolves when the candidate goes on. */
  async run(): Promise<void> {
    const { make, outside } = this.#stage;
    const { document } = outside.window;
    const list = make(document, "ul", { class: "checks" }, ...this.#checks.map(({ row }) => row.node));
    const actions = make(document, "div", { class: "actions" }, this.#stand, this.#goOn, this.#againAll);
    this.#screen.show(this.#sentences.checkTitle, make(document, "p", {}, this.#sentences.checkLead), list, actions);
    for (const check of this.#checks) check.row.again.addEventListener("click", () => void this.#try([check]));
    this.#againAll.addEventListener("click", () => void this.#try(this.#checks));
    void this.#try(this.#checks);
    await new Native<void>((gone) => this.#goOn.addEventListener("click", () => gone()));
    // What is handed over takes a moment: a second click has nothing to do.
    this.#goOn.disabled = true;
    this.#stand.textContent = this.#sentences.wait;
    this.#screen.keepFocus(this.#goOn);
  }

  async handOver(): Promise<void> {
    const { devices } = this.#stage;
    const picture = this.#uses.face ? await this.#webcam.still() : undefined;
    if (picture) devices.picture = picture;
    const { roomLevel } = this.#microphone;
    if (roomLevel !== undefined) devices.roomLevel = roomLevel;
    const camera = this.#webcam.give();
    if (camera) devices.camera = camera;
    const microphone = this.#microphone.give();
    if (microphone) devices.microphone = microphone;
  }

  close(): void {
    this.#webcam.close();
    this.#microphone.stop();
  }

  #add(name: CheckName, used: boolean, run: () => Promise<Outcome>, meanwhile = "", more?: Node): void {
    const demand = demandOf(this.#stage.answer.policy?.["checks"], name);
    if (!used || demand === "off") {
      this.#left.push({ name, outcome: leftOut(used ? "off" : "not_used") });
      return;
    }
    const { make, outside } = this.#stage;
    const label = this.#sentences[name];
    const row = new Row(make, outside.window.document, this.#sentences, label, demand === "required", more);
    this.#checks.push({ name, demand, row, meanwhile, run, outcome: undefined });
  }

  async #try(checks: readonly Check[]): Promise<void> {
    const { session, signal, clock } = this.#stage;
    if (this.#busy) return;
    this.#setBusy(true);
    session.report("SYSTEM_CHECK_STARTED", {});
    for (const check of checks) {
      check.outcome = undefined;
      check.row.begin();
    }
    const devices = checks.filter(({ name }) => name === "webcam" || name === "microphone");
    // One question of the browser after the other; the rest goes on meanwhile.
    const oneByOne = async (): Promise<void> => {
      for (const check of devices) await this.#tryOne(check);
    };
    const others = checks.filter((check) => !devices.includes(check));
    await Native.all([oneByOne(), ...others.map((check) => this.#tryOne(check))]);
    if (signal.aborted) return;
    const data = [...this.#checks, ...this.#left].map(({ name, outcome }) => ({
      name,
      ...(outcome ?? leftOut("off")),
    }));
    const success = data.every(({ status }) => status !== "failed");
    session.report("SYSTEM_CHECK_COMPLETED", { success, timestamp: clock.iso(), data });
    this.#setBusy(false);
  }

  async #tryOne(check: Check): Promise<void> {
    if (this.#stage.signal.aborted) return;
    check.row.begin(check.meanwhile);
    this.#ended(check, await outcomeOf(check));
  }

  #ended(check: Check, outcome: Outcome): void {
    check.outcome = outcome;
    const { surface, outside } = this.#stage;
    const { family } = browserOf(outside.window.navigator.userAgent);
    const advice = adviceOf(this.#sentences, check.name, outcome, family, surface.language);
    this.#screen.say(check.row.end(outcome, advice));
  }

  /** Pulled out or taken away while the screen is open. */
  #lost(name: CheckName): void {
    const check = this.#checks.find((other) => other.name === name);
    if (!check) return;
    this.#ended(check, failed("no_device"));
    this.#setBusy(this.#busy);
  }

  /** Buttons that wait keep the focus. */
  #setBusy(busy: boolean): void {
    this.#busy = busy;
    const may = !busy && mayGoOn(this.#checks);
    this.#goOn.disabled = !may;
    for (const button of [this.#againAll, ...this.#checks.map(({ row }) => row.again)])
      button.setAttribute("aria-disabled", String(busy));
    const isGood = this.#checks.every(({ outcome }) => outcome?.status !== "failed");
    const { wait, allGood, someNoted, blocked } = this.#sentences;
    if (!busy) this.#screen.keepFocus(this.#goOn);
    this.#stand.textContent = busy ? wait : isGood ? allGood : may ? someNoted : blocked;
  }
}

/** Something that no browser does yet must not cost anybody an exam. */
async function outcomeOf(check: Check): Promise<Outcome> {
  try {
    return await check.run();
  } catch {
    return failed("failed");
  }
}
