import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { network } from "./network.ts";

test("a loss is told once, and how long it lasted", async () => {
  const page = new FakePage();
  network.watch(page.watch);
  page.reach(true);
  page.reach(false);
  await page.time.pass(600_000);
  page.reach(false);
  page.reach(true);
  page.reach(true);
  assert.deepEqual(page.news, [
    ["changed", "NETWORK_LOST", {}],
    ["changed", "NETWORK_BACK", { offlineSeconds: 600 }],
  ]);
});

test("a stopped signal hears nothing", () => {
  const page = new FakePage();
  network.watch(page.watch)();
  page.reach(false);
  assert.deepEqual(page.news, []);
});
