/** The widget of a page: one at a time is starting or running, and everything the page can call is here. */

import { giveBack } from "./before/devices.ts";
import { comesBefore, DONE, usesOf } from "./before/uses.ts";
import { Clock } from "./clock.ts";
import { readConfig } from "./config.ts";
import { Emitter } from "./emitter.ts";
import { confirmEnd } from "./end.ts";
import { runsElsewhere } from "./elsewhere.ts";
import { docsUrl, hint, tellIntegrator, WidgetError } from "./errors.ts";
import { Memory } from "./memory.ts";
import { NativePromise } from "./natives.ts";
import { sleep, within, type Outside } from "./outside.ts";
import { fetchPart } from "./part.ts";
import { Session, type Parts } from "./session.ts";
import { noShelf } from "./shelf.ts";
import type { Shelves } from "./shelves.ts";
import { start, type Started } from "./start.ts";
import { element } from "./surface/element.ts";
import { Surface } from "./surface/surface.ts";
import type { TagData } from "./tag-data.ts";
import type { EyeConfig, EyeEventName, EyeListener, EyeWidget } from "./types.ts";
import { spoken } from "./words/index.ts";

const DATABASE_PATIENCE = 2_000;
/** Milliseconds for which a start that was called off waits until the server knows; it goes on trying. */
const FAREWELL = 5_000;

const CALLED_OFF = "start_called_off";
const DECLINED = "declined";
/** Why a start ends that this page itself ends. */
const OFF: Readonly<Record<string, string>> = {
  [CALLED_OFF]: "endProctoring() was called before monitoring was on.",
  [DECLINED]: "The candidate declined. The session ended and nothing was charged.",
};

export class Widget implements EyeWidget {
  readonly version: string;
  readonly #base: string;
  readonly #meetOutside: () => Outside;
  readonly #emitter = new Emitter();
  #outside: Outside | undefined;
  #surface: Surface | undefined;
  #session: Session | undefined;
  /** Called off when the page ends it before it is on. */
  #starting: AbortController | undefined;
  #lastEnd = NativePromise.resolve();
  #hasTag = false;
  #isExplained = false;

  /** `base` is where Eye is served and ends in a slash; nothing is touched before `init`. */
  constructor(base: string, version: string, meetOutside: () => Outside) {
    this.#base = base;
    this.version = version;
    this.#meetOutside = meetOutside;
  }

  on<Name extends EyeEventName>(event: Name, callback: EyeListener<Name>): void {
    this.#emitter.on(event, callback);
  }

  once<Name extends EyeEventName>(event: Name, callback: EyeListener<Name>): void {
    this.#emitter.on(event, callback, true);
  }

  off<Name extends EyeEventName>(event: Name, callback: EyeListener<Name>): void {
    this.#emitter.off(event, callback);
  }

  async init(given: EyeConfig): Promise<void> {
    if (this.#starting || this.#session) throw this.#refuseTwice();
    this.#starting = new AbortController();
    try {
      await this.#start(given, this.#starting);
    } catch (cause) {
      throw await this.#refuse(cause);
    } finally {
      this.#starting = undefined;
    }
  }

  endProctoring(): Promise<void> {
    if (this.#session) this.#lastEnd = this.#session.end();
    else this.#starting?.abort(CALLED_OFF);
    return this.#lastEnd;
  }

  startFromTag(data: TagData): void {
    if (this.#hasTag) return;
    this.#hasTag = true;
    void this.#startFromTag(data);
  }

  /** Most pages call `init` themselves and need nothing of it. */
  async #startFromTag(data: TagData): Promise<void> {
    try {
      const { startFromTag } = await import("./tag-start.ts");
      await startFromTag({ widget: this, emitter: this.#emitter, window: this.#meet().window, hint }, data);
    } catch (cause) {
      tellIntegrator(this.#error("core_not_loaded", `Eye did not load completely: ${String(cause)}`));
    }
  }

  async #start(given: EyeConfig, starting: AbortController): Promise<void> {
    const config = readConfig(given, this.#base);
    const outside = await this.#explained(given);
    await whenShown(outside.window.document);
    const { sessionStorage, localStorage: storage, time } = outside;
    const lasting = { storage, wall: () => time.wall() };
    const memory = new Memory(sessionStorage, outside, config, outside.newStartId(), lasting);
    const surface = await this.#show();
    const waiting = (code: string): void => {
      surface.waiting(code);
      if (code === "session_active_elsewhere") void runsElsewhere(outside, config);
    };
    const news = { waiting, isOff: () => starting.signal.aborted };
    const loading = loadShelves(0);
    const started = await start(outside, this.#base, config, memory, news);
    const shelves = await openShelves(outside, await loading);
    const parts = this.#partsOf(outside, config, memory, surface, started, shelves, starting);
    const session = new Session(parts);
    await session.recover();
    surface.quiet();
    this.#emitter.forget();
    if (!starting.signal.aborted && comesBefore(started.answer, memory)) await this.#before(session, parts, starting);
    if (starting.signal.aborted) return this.#callOff(parts, starting.signal.reason as string);
    this.#session = session;
    session.begin();
  }

  /** Only for the integrator: the candidate's exam runs. */
  #refuseTwice(): WidgetError {
    const error = this.#error(
      "already_running",
      "init() was called again while Eye is starting or running. Call endProctoring() first.",
    );
    tellIntegrator(error);
    return error;
  }

  #partsOf(
    outside: Outside,
    config: EyeConfig,
    memory: Memory,
    surface: Surface,
    { answer, sent }: Started,
    shelves: Shelves,
    starting: AbortController,
  ): Parts {
    memory.started(answer.token, answer.resumed);
    const clock = new Clock(outside.time);
    clock.hear(answer.serverTime, sent);
    const gone = (code?: string): void => {
      this.#session = undefined;
      starting.abort(code);
    };
    return {
      outside,
      base: this.#base,
      assets: `${this.#base}widget/${this.version}/`,
      config,
      devices: {},
      answer,
      clock,
      ...shelves,
      memory,
      emitter: this.#emitter,
      surface,
      gone,
    };
  }

  /** Consent and system check, fetched only by exams that need them. */
  async #before(session: Session, parts: Parts, starting: AbortController): Promise<void> {
    const uses = usesOf(parts.answer);
    const before = await this.#loadBefore();
    const declined = await before({ ...parts, session, uses, make: element, signal: starting.signal });
    if (declined) starting.abort(DECLINED);
    if (!starting.signal.aborted) parts.memory.note(DONE, true);
  }

  async #loadBefore(): Promise<typeof import("./before/before.ts").before> {
    try {
      return (await import("./before/before.ts")).before;
    } catch (cause) {
      throw this.#error("core_not_loaded", `What asks the candidate could not be loaded (${String(cause)}).`);
    }
  }

  async #callOff(parts: Parts, code: string): Promise<never> {
    const { outside, memory } = parts;
    giveBack(parts.devices);
    memory.forget();
    const reason = code === DECLINED ? "candidate" : "host";
    if (code in OFF) await within(outside.time, FAREWELL, () => confirmEnd(parts, reason));
    throw this.#error(code, OFF[code] ?? "The session went on or ended elsewhere before monitoring was on.");
  }

  async #refuse(cause: unknown): Promise<WidgetError> {
    const error = cause instanceof WidgetError ? cause : this.#error("unexpected", `Eye failed: ${String(cause)}`);
    tellIntegrator(error);
    if (error.code === CALLED_OFF) this.#surface?.quiet();
    else (await this.#show()).refused(error);
    return error;
  }

  #error(code: string, message: string): WidgetError {
    return new WidgetError(code, message, docsUrl(this.#base, code));
  }

  #meet(): Outside {
    this.#outside ??= this.#meetOutside();
    return this.#outside;
  }

  /** The outside itself, or one at which debugging looks on. */
  async #explained({ debug }: EyeConfig): Promise<Outside> {
    const outside = this.#meet();
    if (this.#isExplained || !(debug ?? wantsDebug(outside.localStorage))) return outside;
    this.#isExplained = true;
    const { explain } = await import("./debug/explain.ts");
    return (this.#outside = explain(outside, this.#emitter, this.#base));
  }

  async #show(): Promise<Surface> {
    const { document, navigator } = this.#meet().window;
    this.#surface ??= new Surface(document, await spoken([document.documentElement.lang, ...navigator.languages]));
    return this.#surface;
  }
}

/** `localStorage.eyeDebug = "yes"` asks for it without touching the page's code. */
const wantsDebug = (storage: Storage | undefined): boolean =>
  !["", "0", "false", "no", "off"].includes(storage?.getItem("eyeDebug") ?? "");

/** A page that is only prerendered has no candidate in front of it yet. */
function whenShown(document: Document & { readonly prerendering?: boolean }): Promise<void> {
  return new NativePromise((shown) => {
    if (document.prerendering) document.addEventListener("prerenderingchange", () => shown(), { once: true });
    else shown();
  });
}

type OpenShelves = typeof import("./shelves.ts").openShelves;

async function loadShelves(turn: number): Promise<OpenShelves | undefined> {
  try {
    return (await fetchPart(() => import("./shelves.ts"), turn)).openShelves;
  } catch {
    return undefined;
  }
}

/** Where they do not load even now, events wait in the page alone. */
async function openShelves(outside: Outside, loaded: OpenShelves | undefined): Promise<Shelves> {
  const open = loaded ?? (await loadShelves(1));
  if (!open) return { shelf: noShelf, database: undefined };
  return open(outside, () => sleep(outside.time, DATABASE_PATIENCE), NativePromise);
}
