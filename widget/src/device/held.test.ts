import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage } from "../testing/page.ts";
import { settle } from "../testing/world.ts";
import { Held, type Kind } from "./held.ts";

const CAMERA: Kind = { name: "camera", events: "CAMERA", wanted: { video: true } };

/** A computer with a camera that can be pulled out, and a candidate who can take the permission away. */
class Desk {
  readonly page = new FakePage();
  readonly permission = Object.assign(new EventTarget(), { state: "granted" });
  readonly mediaDevices = Object.assign(new EventTarget(), { getUserMedia: () => this.#open() });
  camera = "one";
  #track: (EventTarget & { readyState: string }) | undefined;

  constructor() {
    Object.assign(this.page.window.navigator, {
      mediaDevices: this.mediaDevices,
      permissions: { query: async () => this.permission },
    });
  }

  async hold(): Promise<Held> {
    const held = new Held(this.page.watch, CAMERA, { opened: () => {}, closed: () => {} });
    await held.open();
    await settle();
    return held;
  }

  /** As the browser does it: the track ends by itself. */
  async lose(state: "granted" | "denied"): Promise<void> {
    this.camera = "";
    this.permission.state = state;
    this.#track?.dispatchEvent(new Event("ended"));
    await settle();
  }

  async plugIn(camera: string): Promise<void> {
    this.camera = camera;
    this.permission.state = "granted";
    this.mediaDevices.dispatchEvent(new Event("devicechange"));
    await settle();
  }

  get isLit(): boolean {
    return this.#track?.readyState === "live";
  }

  async #open(): Promise<object> {
    if (!this.camera) throw Object.assign(new Error("none"), { name: "NotFoundError" });
    const deviceId = this.camera;
    const track = Object.assign(new EventTarget(), {
      label: `Camera ${deviceId}`,
      readyState: "live",
      getSettings: () => ({ deviceId }),
      stop: () => void (track.readyState = "ended"),
    });
    this.#track = track;
    return { active: true, getTracks: () => [track] };
  }
}

test("a camera that is lost and comes back is one interval", async () => {
  const desk = new Desk();
  await desk.hold();
  await desk.lose("granted");
  assert.deepEqual(desk.page.news, [["changed", "CAMERA_LOST", { reason: "disconnected" }]]);
  await desk.plugIn("one");
  assert.deepEqual(desk.page.news, [["clear", "CAMERA_LOST"]]);
});

test("a permission that is taken away is told apart, and another camera is named", async () => {
  const desk = new Desk();
  await desk.hold();
  await desk.lose("denied");
  assert.deepEqual(desk.page.news, [["changed", "CAMERA_LOST", { reason: "permission" }]]);
  await desk.plugIn("two");
  assert.deepEqual(desk.page.news, [
    ["clear", "CAMERA_LOST"],
    ["changed", "CAMERA_CHANGED", { label: "Camera two" }],
  ]);
});

test("what is lost when watching stops does not stay open, and is told anew when it begins again", async () => {
  const desk = new Desk();
  const held = await desk.hold();
  await desk.lose("granted");
  desk.page.news;
  held.stop();
  assert.deepEqual(desk.page.news, [["clear", "CAMERA_LOST"]]);
  await desk.hold();
  assert.deepEqual(desk.page.news, [["changed", "CAMERA_UNAVAILABLE", { reason: "missing" }]]);
});

test("stopping turns the light off at once and is no loss", async () => {
  const desk = new Desk();
  const held = await desk.hold();
  assert.equal(desk.isLit, true);
  held.stop();
  assert.equal(desk.isLit, false);
  await settle();
  assert.deepEqual(desk.page.news, []);
});

test("a camera that opens after the stop is given back", async () => {
  const desk = new Desk();
  let isOpened = false;
  const held = new Held(desk.page.watch, CAMERA, { opened: () => void (isOpened = true), closed: () => {} });
  const opening = held.open();
  held.stop();
  await opening;
  assert.deepEqual([desk.isLit, isOpened], [false, false]);
});
