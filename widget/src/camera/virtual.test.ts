import assert from "node:assert/strict";
import { test } from "node:test";

import { isVirtual } from "./virtual.ts";

test("cameras that are programs are known by their names", () => {
  for (const label of ["OBS Virtual Camera", "ManyCam Video Source", "Snap Camera", "fake_device_0", "v4l2loopback"])
    assert.equal(isVirtual(label), true, label);
});

test("cameras that are things are not", () => {
  for (const label of [
    "FaceTime HD Camera",
    "Integrated Camera (04f2:b6d9)",
    "HD Pro Webcam C920",
    "Logitech BRIO",
    "Windows Hello Front",
    "Jobs Inc. Handicam",
    "",
  ])
    assert.equal(isVirtual(label), false, label);
});
