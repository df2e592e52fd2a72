import assert from "node:assert/strict";
import { test } from "node:test";

import type { Described, Look, Viewer } from "../camera/viewer.ts";
import { FakePage } from "../testing/page.ts";
import { Identity } from "./identity.ts";

const FACE: Look = { faces: 1, light: 120, spread: 50, same: false };

/** A camera with a face that lies so far from the picture's, which is the zero point. */
class FakeViewer implements Viewer {
  apart = 0;
  problem: string | undefined;
  described = 0;
  async look(): Promise<Look> {
    return FACE;
  }
  async still(): Promise<Blob> {
    return new Blob(["still"], { type: "image/jpeg" });
  }
  async describe(picture?: ImageBitmap): Promise<Described> {
    if (this.problem) throw new Error(this.problem);
    this.described++;
    return { faces: 1, description: [picture ? 0 : this.apart] };
  }
  close(): void {}
}

async function begun(page: FakePage, viewer: FakeViewer, image?: Response): Promise<Identity> {
  Object.assign(page.policy, { identityDistance: 0.5 });
  Object.assign(page.window, { createImageBitmap: async () => ({}) });
  if (image) Object.assign(page.watch, { imageUrl: "https://pictures.example/ada", fetch: async () => image });
  const identity = new Identity(page.watch, viewer);
  await settle();
  return identity;
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done));
const picture = (): Response => new Response("jpeg", { headers: { "content-type": "image/jpeg" } });
const checked = (distance: number, match: boolean, reference = "image"): unknown => [
  "changed",
  "IDENTITY_CHECKED",
  { distance, limit: 0.5, match, reference },
];

test("faces are compared at once, at each snapshot, and about every thirty seconds", async () => {
  const page = new FakePage();
  const viewer = new FakeViewer();
  const identity = await begun(page, viewer, picture());
  viewer.apart = 0.3124;
  await identity.see(0, FACE, false);
  assert.deepEqual(page.news, [checked(0.312, true)]);
  await identity.see(1_000, FACE, false);
  assert.deepEqual(page.news, []);
  await identity.see(2_000, FACE, true);
  await identity.see(32_000, FACE, false);
  assert.equal(page.news.length, 2);
});

test("three mismatches are a flag, sooner than three snapshots, and a match clears it", async () => {
  const page = new FakePage();
  const viewer = new FakeViewer();
  const identity = await begun(page, viewer, picture());
  viewer.apart = 0.7;
  for (const now of [0, 10_000, 20_000]) await identity.see(now, FACE, false);
  const mismatch = checked(0.7, false);
  assert.deepEqual(page.news, [mismatch, mismatch, mismatch, ["flag", "FACE_MISMATCH"]]);
  viewer.apart = 0.2;
  await identity.see(30_000, FACE, false);
  assert.deepEqual(page.news, [checked(0.2, true), ["clear", "FACE_MISMATCH"]]);
});

test("nobody and several faces are not compared", async () => {
  const page = new FakePage();
  const identity = await begun(page, new FakeViewer(), picture());
  for (const faces of [0, 2, undefined]) await identity.see(0, { ...FACE, faces }, true);
  assert.deepEqual(page.news, []);
});

test("without the candidate's picture the one of the check counts, and without that the first face", async () => {
  const atCheck = new FakePage();
  atCheck.watch.devices.picture = new Blob(["check"]);
  const viewer = new FakeViewer();
  await (await begun(atCheck, viewer)).see(0, FACE, false);
  assert.deepEqual(atCheck.news, [
    ["changed", "REFERENCE_UNAVAILABLE", { reason: "none_given" }],
    ["flag", "REFERENCE_PICTURE"],
    checked(0, true, "check"),
  ]);
  const bare = new FakePage();
  const identity = await begun(bare, viewer, Response.error());
  viewer.apart = 2;
  await identity.see(0, FACE, false);
  viewer.apart = 2.25;
  await identity.see(30_000, FACE, false);
  assert.deepEqual(bare.news, [
    ["changed", "REFERENCE_UNAVAILABLE", { reason: "http_0" }],
    ["flag", "REFERENCE_PICTURE"],
    checked(0.25, true, "snapshot"),
  ]);
});

test("a reload keeps the reference", async () => {
  const page = new FakePage();
  page.notes["reference"] = { source: "snapshot", description: [0.5] };
  const identity = await begun(page, new FakeViewer());
  await identity.see(0, FACE, false);
  assert.deepEqual(page.news, [checked(0.5, false, "snapshot")]);
});

test("who is spared the comparison has no model loaded, and what was raised is cleared", async () => {
  const page = new FakePage();
  const viewer = new FakeViewer();
  Object.assign(page.policy, { off: ["identity"] });
  const identity = await begun(page, viewer, picture());
  await identity.see(0, FACE, true);
  assert.deepEqual([page.news, viewer.described], [[], 0]);
  Object.assign(page.policy, { off: [] });
  await identity.see(0, FACE, true);
  await settle();
  viewer.apart = 0.7;
  for (let now = 0; now < 3; now++) await identity.see(now, FACE, true);
  assert.equal(page.news.length, 4);
  Object.assign(page.policy, { off: ["identity"] });
  await identity.see(3, FACE, true);
  assert.deepEqual(page.news, [["clear", "FACE_MISMATCH"]]);
});

test("a model that does not load, and comparisons that fail, are told once and end nothing else", async () => {
  const page = new FakePage();
  const viewer = new FakeViewer();
  viewer.problem = "no model";
  await (await begun(page, viewer, picture())).see(0, FACE, true);
  assert.deepEqual(page.news, [["unavailable", "identity", "not_loaded: Error: no model"]]);
  viewer.problem = undefined;
  const identity = await begun(page, viewer, picture());
  viewer.problem = "no memory";
  for (let now = 0; now < 5; now++) await identity.see(now, FACE, true);
  assert.deepEqual(page.news, [["unavailable", "identity", "failed: Error: no memory"]]);
});
