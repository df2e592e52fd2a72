// The simulator: an exam page whose devices are played, with what the widget says and what the server keeps.
import { SCENES, SimulatedCamera } from "/sample/simulator-camera.js";
import { SOUNDS, SimulatedMicrophone } from "/sample/simulator-microphone.js";

const byId = (id) => document.getElementById(id);
const { key, assessment } = document.body.dataset;
const camera = new SimulatedCamera(byId("camera"));
const microphone = new SimulatedMicrophone();

// On this page only: whoever asks for devices gets the played ones.
const { mediaDevices, permissions } = navigator;
mediaDevices.getUserMedia = async ({ video, audio }) =>
  new MediaStream([...(video ? [camera.open()] : []), ...(audio ? [microphone.open()] : [])]);
mediaDevices.enumerateDevices = async () => [
  ...(camera.plugged ? [{ kind: "videoinput", deviceId: camera.label, label: camera.label, groupId: "" }] : []),
  { kind: "audioinput", deviceId: "microphone", label: "Simulated microphone", groupId: "" },
];
const query = permissions.query.bind(permissions);
permissions.query = async (wanted) =>
  ["camera", "microphone"].includes(wanted.name) ? Object.assign(new EventTarget(), { state: "granted" }) : query(wanted);

const EVENTS = ["STARTED", "END_PROCTORING", "SET_CONFIG", "CONSENT_GIVEN", "SYSTEM_CHECK_STARTED", "SYSTEM_CHECK_COMPLETED",
  "FULLSCREEN_CHANGE", "EXIT_FULLSCREEN", "TAB_FOCUS_CHANGE", "TAB_NOT_FOCUS", "FACE_ABSENCE", "MULTIPLE_FACE",
  "SOUND_DETECTED", "PERIODIC_SNAPSHOT", "CAMERA_COVERED", "CAMERA_FROZEN", "CAMERA_UNAVAILABLE", "CAMERA_LOST",
  "CAMERA_CHANGED", "CAMERA_VIRTUAL", "MICROPHONE_MUTED", "MICROPHONE_SILENT", "MICROPHONE_UNAVAILABLE",
  "MICROPHONE_LOST", "MICROPHONE_CHANGED", "REFERENCE_UNAVAILABLE", "REFERENCE_PICTURE", "IDENTITY_CHECKED",
  "FACE_MISMATCH", "DETECTOR_UNAVAILABLE", "COPY", "CUT", "PASTE", "CONTEXT_MENU", "PRINT_ATTEMPT", "SCREENSHOT_KEY",
  "SCREENS", "SECOND_SCREEN", "WINDOW_SMALL", "SEVERAL_TABS", "NETWORK_LOST", "NETWORK_BACK", "IDLE", "SYNC", "ERROR"];

const say = (text, kind) => {
  byId("said").textContent = text;
  byId("said").className = `notice ${kind}`;
  byId("said").hidden = !text;
};

const details = (payload) => {
  const { description, reason, label, message, mediaFile, flags } = payload ?? {};
  const file = mediaFile && `${mediaFile.type}, ${Math.ceil(mediaFile.size / 1_000)} kB`;
  return [description ?? message ?? reason ?? label, flags?.map(({ type }) => type).join(", "), file].filter(Boolean);
};

const line = (list, ...parts) => {
  const item = document.createElement("li");
  const time = document.createElement("time");
  time.textContent = new Date().toLocaleTimeString();
  const name = document.createElement("code");
  name.textContent = parts[0];
  item.append(time, " ", name, " ", parts.slice(1).join(" · "));
  list.prepend(item);
  return item;
};

const note = (name, payload) => {
  const item = line(byId("log"), name, ...details(payload));
  if (payload?.mediaFile?.type.startsWith("image/")) void showPicture(item, payload.mediaFile);
};

// Drawn, since the policy of this page allows no pictures out of memory.
const showPicture = async (item, file) => {
  const picture = await createImageBitmap(file);
  const canvas = Object.assign(document.createElement("canvas"), { width: 80, height: 60 });
  canvas.getContext("2d").drawImage(picture, 0, 0, 80, 60);
  canvas.setAttribute("aria-hidden", "true");
  item.append(canvas);
};

const showCoverage = ({ detectors }) => {
  const shares = detectors.map(({ detector, share }) => `${detector} ${Math.round(100 * share)} %`);
  byId("coverage").textContent = shares.length ? `Coverage so far: ${shares.join(", ")}.` : "No detector was due so far.";
};

/** A button for each; the one that is chosen is pressed. */
const choose = (group, choices, chosen, call) => {
  const buttons = Object.entries(choices).map(([name, text]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.dataset.choice = name;
    button.addEventListener("click", () => pick(name));
    return button;
  });
  const pick = (name) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.choice === name));
    call(name);
  };
  byId(group).replaceChildren(...buttons);
  pick(chosen);
};

choose("scenes", SCENES, "face", (scene) => {
  camera.scene = scene;
  byId("camera-shows").textContent = `It shows: ${SCENES[scene].toLowerCase()}.`;
});
choose("sounds", SOUNDS, "quiet", (sound) => {
  microphone.sound = sound;
  byId("microphone-hears").textContent = `It hears: ${SOUNDS[sound].toLowerCase()}.`;
});
const DEVICES = { plugged: "Plugged in", unplugged: "Unplugged", virtual: "A virtual camera" };
let isReady = false;
choose("devices", DEVICES, "plugged", (device) => {
  if (device === "unplugged") camera.unplug();
  else if (isReady) camera.plug(device === "virtual" ? "OBS Virtual Camera" : "Simulated camera");
  isReady = true;
  mediaDevices.dispatchEvent(new Event("devicechange"));
});

const show = (running) => {
  for (const id of ["fullscreen", "end"]) byId(id).hidden = !running;
  byId("start").hidden = running;
};

/** Another one in each tab, who stays over a reload. */
const candidateId = () => {
  const id = sessionStorage.getItem("simulated-candidate") ?? `played-${Math.random().toString(36).slice(2, 8)}`;
  sessionStorage.setItem("simulated-candidate", id);
  return id;
};

let session;
const follow = async () => {
  if (session) await read(session);
  setTimeout(follow, 1_000);
};

let known = 0;
const read = async (id) => {
  const answer = await fetch(`/sample/stored/${id}`);
  if (!answer.ok) return;
  const { status, events, flags } = await answer.json();
  for (const { type, data } of events.slice(known)) line(byId("stored"), type, ...facts(data));
  known = events.length;
  const open = flags.filter(({ cleared }) => !cleared).map(({ type }) => type);
  const raised = flags.map(({ type }) => type);
  byId("stored-said").textContent =
    `The session is ${status}, with ${flags.length} flags${raised.length ? ` (${raised.join(", ")})` : ""}` +
    `; open now: ${open.join(", ") || "none"}.`;
};

const facts = ({ windows, ...data }) => {
  const looks = (windows ?? []).map(({ detector, looked, expected }) => `${detector} ${looked} of ${expected}`);
  return [...looks, ...Object.entries(data).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)];
};

const begun = ({ sessionId }) => {
  if (session !== sessionId) {
    known = 0;
    byId("stored").replaceChildren();
  }
  session = sessionId;
  byId("session").href = `/dashboard/sessions/${sessionId}`;
  byId("session").hidden = false;
};

let listening = false;
const listen = (widget) => {
  if (listening) return;
  listening = true;
  for (const name of EVENTS) widget.on(name, (payload) => note(name, payload));
  widget.on("COVERAGE", showCoverage);
  widget.on("STARTED", begun);
  widget.on("END_PROCTORING", () => {
    show(false);
    say("The exam has ended.", "good");
  });
};

const start = async () => {
  byId("start").disabled = true;
  say("Starting …", "");
  try {
    const widget = await window.LoadEyeWidget();
    listen(widget);
    await widget.init({ apiKey: key, assessmentId: assessment, candidateId: candidateId(), debug: true });
    say("Monitoring is on.", "good");
    show(true);
  } catch (problem) {
    say(`The exam does not start: ${problem.message} (${problem.code ?? problem.name})`, "bad");
  }
  byId("start").disabled = false;
};

byId("start").addEventListener("click", start);
byId("start").disabled = false; // before, a click would have done nothing
byId("fullscreen").addEventListener("click", () => document.documentElement.requestFullscreen());
byId("end").addEventListener("click", async () => (await window.LoadEyeWidget()).endProctoring());
follow();
