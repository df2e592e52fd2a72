/** The widget of a page: one at a time is starting or running, and everything the page can call is here. */

import { Clock } from "./clock.ts";
import { readConfig } from "./config.ts";
import { Emitter } from "./emitter.ts";
import { docsUrl, tellIntegrator, WidgetError } from "./errors.ts";
import { IndexedShelf, openDatabase } from "./indexed-shelf.ts";
import { IndexedMediaShelf } from "./media/indexed-media-shelf.ts";
import { noMediaShelf, type MediaShelf } from "./media/media-shelf.ts";
import { Memory } from "./memory.ts";
import { NativePromise } from "./natives.ts";
import { sleep, type Outside } from "./outside.ts";
import { post } from "./post.ts";
import { Session } from "./session.ts";
import type { Shelf } from "./shelf.ts";
import { start, type Started } from "./start.ts";
import { StorageShelf } from "./storage-shelf.ts";
import { Surface } from "./surface/surface.ts";
import { startFromTag } from "./tag-start.ts";
import type { TagData } from "./tag-data.ts";
import type { EyeConfig, EyeEventName, EyeListener, EyeWidget } from "./types.ts";
import { spoken } from "./words/index.ts";

const DATABASE_PATIENCE = 2_000;

export class Widget implements EyeWidget {
  readonly version: string;
  readonly #base: string;
  readonly #meetOutside: () => Outside;
  readonly #emitter = new Emitter();
  #outside: Outside | undefined;
  #surface: Surface | undefined;
  #session: Session | undefined;
  /** Called off when the page ends it before it is on. */
  #starting: { isOff: boolean } | undefined;
  #lastEnd = NativePromise.resolve();
  #hasTag = false;

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
    this.#starting = { isOff: false };
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
    else if (this.#starting) this.#starting.isOff = true;
    return this.#lastEnd;
  }

  startFromTag(data: TagData): void {
    if (this.#hasTag) return;
    this.#hasTag = true;
    void startFromTag(this, this.#emitter, data, this.#meet().window);
  }

  async #start(given: EyeConfig, starting: { readonly isOff: boolean }): Promise<void> {
    const config = readConfig(given, this.#base);
    const outside = this.#meet();
    await whenShown(outside.window.document);
    const memory = new Memory(outside.sessionStorage, outside, config, outside.newStartId());
    const surface = await this.#show();
    const news = { waiting: (code: string) => surface.waiting(code), isOff: () => starting.isOff };
    const started = await start(outside, this.#base, config, memory, news);
    const session = this.#sessionOf(outside, config, memory, surface, started, await openShelves(outside));
    await session.recover();
    if (starting.isOff) return this.#callOff(outside, memory, started);
    surface.quiet();
    this.#emitter.forget();
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

  #sessionOf(
    outside: Outside,
    config: EyeConfig,
    memory: Memory,
    surface: Surface,
    { answer, sent }: Started,
    shelves: Shelves,
  ): Session {
    memory.started(answer.token, answer.resumed);
    const clock = new Clock(outside.time);
    clock.hear(answer.serverTime, sent);
    const gone = (): void => {
      this.#session = undefined;
    };
    return new Session({
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
    });
  }

  async #callOff(outside: Outside, memory: Memory, { answer }: Started): Promise<never> {
    memory.forget();
    await post(outside, `${this.#base}v1/end`, outside.encode({ token: answer.token, reason: "host" }));
    throw this.#error("start_called_off", "endProctoring() was called before monitoring was on.");
  }

  async #refuse(cause: unknown): Promise<WidgetError> {
    const error = cause instanceof WidgetError ? cause : this.#error("unexpected", `Eye failed: ${String(cause)}`);
    tellIntegrator(error);
    if (error.code === "start_called_off") this.#surface?.quiet();
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

  async #show(): Promise<Surface> {
    const { document, navigator } = this.#meet().window;
    this.#surface ??= new Surface(document, await spoken([document.documentElement.lang, ...navigator.languages]));
    return this.#surface;
  }
}

/** A page that is only prerendered has no candidate in front of it yet. */
function whenShown(document: Document & { readonly prerendering?: boolean }): Promise<void> {
  return new NativePromise((shown) => {
    if (document.prerendering) document.addEventListener("prerenderingchange", () => shown(), { once: true });
    else shown();
  });
}

interface Shelves {
  readonly shelf: Shelf;
  readonly mediaShelf: MediaShelf;
}

async function openShelves(outside: Outside): Promise<Shelves> {
  const { indexedDB, sessionStorage, time } = outside;
  const database = indexedDB && (await openDatabase(indexedDB, sleep(time, DATABASE_PATIENCE)));
  if (!database) return { shelf: new StorageShelf(sessionStorage, outside), mediaShelf: noMediaShelf };
  return { shelf: new IndexedShelf(database), mediaShelf: new IndexedMediaShelf(database) };
}
