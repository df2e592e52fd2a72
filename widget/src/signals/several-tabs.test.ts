import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { settle } from "../testing/world.ts";
import { announce } from "./presence.ts";
import { severalTabs } from "./several-tabs.ts";

const RAISED = [["flag", "SEVERAL_TABS"]];
const CLEARED = [["clear", "SEVERAL_TABS"]];

/** One browser: what is said on a channel is heard by every other that has its name. */
class Browser {
  readonly open = new Set<Channel>();
  readonly said: unknown[] = [];

  tab({ exam = "exam ada", isCrashed = (): boolean => false } = {}): FakePage {
    const page = new FakePage();
    const browser = this;
    Object.assign(page.watch, { exam });
    page.window.BroadcastChannel = class extends Channel {
      constructor(name: string) {
        super(browser, name, isCrashed);
      }
    };
    return page;
  }
}

class Channel {
  onmessage: (event: { data: unknown }) => void = () => {};
  readonly name: string;
  readonly #browser: Browser;
  readonly #isCrashed: () => boolean;

  constructor(browser: Browser, name: string, isCrashed: () => boolean) {
    this.name = name;
    this.#browser = browser;
    this.#isCrashed = isCrashed;
    browser.open.add(this);
  }

  postMessage(data: unknown): void {
    if (this.#isCrashed()) return;
    this.#browser.said.push([this.name, data]);
    for (const other of this.#browser.open)
      if (other !== this && other.name === this.name) queueMicrotask(() => other.onmessage({ data }));
  }

  close(): void {
    this.#browser.open.delete(this);
  }
}

test("a single tab is one", async () => {
  const page = new Browser().tab();
  severalTabs.watch(page.watch);
  await page.time.pass(60_000);
  assert.deepEqual(page.news, []);
});

test("a second page of the same exam is a flag while it is open", async () => {
  const browser = new Browser();
  const [page, other] = [browser.tab(), browser.tab()];
  severalTabs.watch(page.watch);
  const close = severalTabs.watch(other.watch);
  await settle();
  assert.deepEqual(page.news, RAISED);
  assert.deepEqual(other.news, RAISED);
  await page.time.pass(60_000);
  assert.deepEqual(page.news, []);
  close();
  await page.time.pass(5_000);
  assert.deepEqual(page.news, CLEARED);
});

test("a page that waits because the exam runs elsewhere is one, and where it runs is not", async () => {
  const browser = new Browser();
  const [page, waiting] = [browser.tab(), browser.tab()];
  severalTabs.watch(page.watch);
  for (let i = 0; i < 3; i++) announce(waiting.watch.window, "exam ada");
  await settle();
  assert.deepEqual(page.news, RAISED);
  waiting.window.dispatchEvent(new Event("pagehide"));
  await page.time.pass(5_000);
  assert.deepEqual(page.news, CLEARED);
  assert.equal(browser.open.size, 1);
});

test("a page that waited and took over is not its own neighbour", async () => {
  const browser = new Browser();
  const page = browser.tab();
  announce(page.watch.window, "exam ada");
  severalTabs.watch(page.watch);
  await page.time.pass(20_000);
  assert.deepEqual(page.news, []);
  assert.equal(browser.open.size, 1);
});

test("a page that is loaded anew is the same interval", async () => {
  const browser = new Browser();
  const [page, other] = [browser.tab(), browser.tab()];
  severalTabs.watch(page.watch);
  const close = severalTabs.watch(other.watch);
  await settle();
  page.news;
  close();
  await settle();
  severalTabs.watch(other.watch);
  await page.time.pass(60_000);
  assert.deepEqual(page.news, []);
});

test("what is raised ends with the watching, and begins anew with it", async () => {
  const browser = new Browser();
  const [page, other] = [browser.tab(), browser.tab()];
  const stop = severalTabs.watch(page.watch);
  severalTabs.watch(other.watch);
  await settle();
  page.news;
  stop();
  assert.deepEqual(page.news, CLEARED);
  severalTabs.watch(page.watch);
  await settle();
  assert.deepEqual(page.news, RAISED);
});

test("a page that crashed is gone after a while", async () => {
  const browser = new Browser();
  let crashed = false;
  const [page, other] = [browser.tab(), browser.tab({ isCrashed: () => crashed })];
  severalTabs.watch(page.watch);
  severalTabs.watch(other.watch);
  await settle();
  page.news;
  crashed = true;
  await page.time.pass(10_000);
  assert.deepEqual(page.news, []);
  await page.time.pass(15_000);
  assert.deepEqual(page.news, CLEARED);
});

test("another candidate or exam is nobody's business, and neither is named", async () => {
  const browser = new Browser();
  const [page, other] = [browser.tab(), browser.tab({ exam: "exam bob" })];
  severalTabs.watch(page.watch);
  severalTabs.watch(other.watch);
  await page.time.pass(10_000);
  assert.deepEqual(page.news, []);
  assert.ok(!/ada|bob|exam/.test(JSON.stringify(browser.said)));
});

test("a browser without channels tells by its storage, and nothing stays there", async () => {
  const tabs = [new FakePage(), new FakePage()];
  const kept = new Map<string, string>();
  for (const page of tabs) {
    const others = tabs.filter((other) => other !== page);
    page.window.localStorage = {
      setItem(key: string, newValue: string) {
        kept.set(key, newValue);
        for (const other of others)
          queueMicrotask(() => other.window.dispatchEvent(Object.assign(new Event("storage"), { key, newValue })));
      },
      removeItem: (key: string) => void kept.delete(key),
    };
  }
  const [page, other] = tabs as [FakePage, FakePage];
  severalTabs.watch(page.watch);
  const close = severalTabs.watch(other.watch);
  await settle();
  assert.deepEqual(page.news, RAISED);
  assert.equal(kept.size, 0);
  close();
  await page.time.pass(5_000);
  assert.deepEqual(page.news, CLEARED);
});

test("a page that may not talk to others watches on without", async () => {
  const page = new FakePage();
  page.window.BroadcastChannel = class {
    constructor() {
      throw new DOMException("denied", "SecurityError");
    }
  };
  const stop = severalTabs.watch(page.watch);
  await page.time.pass(10_000);
  stop();
  assert.deepEqual(page.news, []);
});
