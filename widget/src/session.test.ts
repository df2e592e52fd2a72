import assert from "node:assert/strict";
import { test } from "node:test";

import { Clock } from "./clock.ts";
import { Emitter } from "./emitter.ts";
import type { Policy } from "./protocol.ts";
import { Session, type Parts } from "./session.ts";
import { StorageShelf } from "./storage-shelf.ts";
import { FakePage } from "./testing/page.ts";
import { accept, World, type Reply } from "./testing/world.ts";
import type { EyeEventName } from "./types.ts";

const OFFLINE: Reply = { status: 0, body: "" };
const HEARD: readonly EyeEventName[] = ["STARTED", "TAB_NOT_FOCUS", "END_PROCTORING", "ERROR"];
/** So that nothing is heard but what a test is about. */
const QUIET: Policy = { off: ["several-tabs", "screens", "window-size", "idle"] };

/** A session in a page of which everything is told what to do. */
class Exam {
  readonly world = new World();
  readonly page = new FakePage();
  readonly emitter = new Emitter();
  readonly heard: [event: string, payload: Record<string, unknown>][] = [];
  readonly shown: string[] = [];
  readonly session: Session;

  constructor() {
    this.world.server.replies = [(request) => accept(request)];
    for (const name of HEARD)
      this.emitter.on(name, (payload) => void this.heard.push([name, { ...payload } as Record<string, unknown>]));
    this.session = new Session(this.#parts());
  }

  /** What the page's listeners heard of it. */
  told(name: string): Record<string, unknown>[] {
    return this.heard.filter(([event]) => event === name).map(([, payload]) => payload);
  }

  /** What arrived at the server, in its order. */
  get arrived(): string[] {
    return this.world.server.batches.flatMap((events) => (events ?? []).map(({ type }) => type));
  }

  #parts(): Parts {
    const { storage, time } = this.world;
    const outside = { ...this.world.outside, window: this.page.window as unknown as Parts["outside"]["window"] };
    const surface = {
      monitoring: (state: string) => void this.shown.push(state),
      over: () => void this.shown.push("over"),
      tell: (what: string) => void this.shown.push(what),
      message: () => {},
    };
    const memory = { alive: () => {}, forget: () => {}, note: () => {}, noted: () => undefined };
    return {
      outside,
      base: "https://eye.example/",
      assets: "https://eye.example/widget/test/",
      config: { apiKey: "eye_pk_live_x", assessmentId: "exam", candidateId: "ada" },
      devices: {},
      answer: {
        sessionId: "ses_1",
        gen: 1,
        token: "token",
        serverTime: "2026-11-01T09:00:00.000Z",
        resumed: false,
        examEndsAt: null,
        features: { aiProctoring: true, facialRecognition: false },
        heartbeatSeconds: 10,
        policy: QUIET,
      },
      clock: new Clock(time),
      shelf: new StorageShelf(storage, outside),
      database: undefined,
      memory: memory as unknown as Parts["memory"],
      emitter: this.emitter,
      surface: surface as unknown as Parts["surface"],
      gone: () => {},
    };
  }
}

/** What is written on the console meanwhile is not the test's. */
async function quietly(act: () => Promise<void>): Promise<void> {
  const { warn } = console;
  console.warn = () => {};
  await act();
  console.warn = warn;
}

test("a server out of reach is shown at once and told to the page after a minute, once", () =>
  quietly(async () => {
    const exam = new Exam();
    exam.session.begin();
    await exam.world.time.pass(5_000);
    exam.world.server.replies = [OFFLINE];
    await exam.world.time.pass(50_000);
    assert.equal(exam.shown.at(-1), "offline");
    assert.deepEqual(exam.told("ERROR"), []);
    await exam.world.time.pass(180_000);
    const [trouble, ...more] = exam.told("ERROR");
    assert.deepEqual([trouble?.["code"], more.length], ["unreachable", 0]);
    assert.equal(trouble?.["docsUrl"], "https://eye.example/docs/errors/unreachable");
    exam.world.server.replies = [(request) => accept(request)];
    await exam.world.time.pass(60_000);
    assert.equal(exam.shown.at(-1), "on");
    assert.equal(exam.told("ERROR").length, 1);
  }));

test("an end while the server is out of reach tells the page no more of it", () =>
  quietly(async () => {
    const exam = new Exam();
    exam.session.begin();
    await exam.world.time.pass(5_000);
    exam.world.server.replies = [OFFLINE];
    await exam.world.time.pass(30_000);
    void exam.session.end();
    await exam.world.time.pass(120_000);
    assert.deepEqual(exam.told("ERROR"), []);
    assert.equal(exam.told("END_PROCTORING").length, 1);
  }));

test("without a database, which is without a place for evidence too, every event arrives", () =>
  quietly(async () => {
    const exam = new Exam();
    exam.session.begin();
    await exam.world.time.pass(5_000);
    exam.world.server.replies = [OFFLINE];
    exam.page.document.hidden = true;
    exam.page.document.dispatchEvent(new Event("visibilitychange"));
    await exam.world.time.pass(120_000);
    exam.world.server.replies = [(request) => accept(request)];
    await exam.world.time.pass(60_000);
    void exam.session.end();
    await exam.world.time.pass(10_000);
    assert.ok(exam.arrived.includes("TAB_NOT_FOCUS"));
    assert.ok(exam.arrived.includes("END_PROCTORING"));
  }));
