// A camera that shows what is asked of it, in the place of the browser's own.
const RATE = 15;

export const SCENES = {
  face: "One face",
  none: "Nobody",
  two: "Two faces",
  dark: "Covered",
  frozen: "Frozen",
};

const photo = new Image();
photo.src = "/sample/astronaut.jpg";

// The grain of a sensor: without it a picture at rest would look frozen.
const grain = Array.from({ length: 5 }, () => {
  const tile = new OffscreenCanvas(320, 240);
  const pixels = new ImageData(320, 240);
  for (let i = 0; i < pixels.data.length; i += 4) pixels.data.set([0, 0, 0, Math.random() * 40], i);
  tile.getContext("2d").putImageData(pixels, 0, 0);
  return tile;
});

const sway = (turn) => 4 * Math.sin(turn / 7);

const room = (context) => {
  const wall = context.createLinearGradient(0, 0, 640, 480);
  wall.addColorStop(0, "#6a6f78");
  wall.addColorStop(1, "#d8dbe0");
  context.fillStyle = wall;
  context.fillRect(0, 0, 640, 480);
  context.fillStyle = "#5a4f45";
  context.fillRect(0, 330, 640, 20);
};

const half = (context, turn, left) => context.drawImage(photo, 94, 0, 240, 360, left + sway(turn), 0, 320, 480);

const draw = {
  none: room,
  face(context, turn) {
    room(context);
    context.drawImage(photo, 80 + sway(turn), 0);
  },
  two(context, turn) {
    half(context, turn, 0);
    context.save();
    context.translate(640, 0);
    context.scale(-1, 1);
    half(context, -turn, 0);
    context.restore();
  },
  dark(context) {
    context.fillStyle = "#060607";
    context.fillRect(0, 0, 640, 480);
  },
};

/** Draws on this canvas; what it shows is what the camera sees. */
export class SimulatedCamera {
  #scene = "face";
  label = "Simulated camera";
  plugged = true;
  #canvas;
  #tracks = new Set();
  #turn = 0;

  constructor(canvas) {
    this.#canvas = canvas;
    setInterval(() => this.#draw(), 1_000 / RATE);
  }

  set scene(scene) {
    // Whatever it showed before, what freezes is somebody who sat there.
    if (scene === "frozen") draw.face(this.#canvas.getContext("2d"), this.#turn);
    this.#scene = scene;
  }

  /** A track as a device gives it. */
  open() {
    if (!this.plugged) throw new DOMException("Requested device not found", "NotFoundError");
    const [track] = this.#canvas.captureStream(RATE).getVideoTracks();
    const { label } = this;
    const settings = track.getSettings.bind(track);
    Object.defineProperty(track, "label", { value: label });
    track.getSettings = () => ({ ...settings(), deviceId: label });
    this.#tracks.add(track);
    return track;
  }

  unplug() {
    this.plugged = false;
    for (const track of this.#tracks) {
      if (track.readyState === "ended") continue;
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
    this.#tracks.clear();
  }

  plug(label) {
    if (this.plugged) this.unplug();
    this.plugged = true;
    this.label = label;
  }

  #draw() {
    const context = this.#canvas.getContext("2d");
    // The same pixels once more are a new picture of the same.
    if (this.#scene === "frozen") return context.drawImage(this.#canvas, 0, 0);
    this.#turn++;
    draw[this.#scene](context, this.#turn);
    const offset = -(this.#turn % 9);
    context.drawImage(grain[this.#turn % grain.length], offset, offset, 660, 500);
  }
}
