// The part of an assessment platform in the sample exam: it starts Eye and shows what Eye tells the page.
const byId = (id) => document.getElementById(id);
const { key, assessment } = document.body.dataset;

const candidateId = () => {
  const known = localStorage.getItem("sample-candidate");
  if (known) return known;
  const made = "candidate-" + Math.random().toString(36).slice(2, 8);
  localStorage.setItem("sample-candidate", made);
  return made;
};

const say = (text, kind) => {
  const notice = byId("said");
  notice.textContent = text;
  notice.className = "notice " + kind;
  notice.hidden = !text;
};

const note = (name, payload) => {
  const line = document.createElement("li");
  const time = document.createElement("time");
  time.textContent = new Date().toLocaleTimeString();
  line.append(time, " ", name, payload?.description ? ": " + payload.description : "");
  byId("log").prepend(line);
};

const NAMES = ["STARTED", "END_PROCTORING", "SET_CONFIG", "FULLSCREEN_CHANGE", "EXIT_FULLSCREEN", "TAB_FOCUS_CHANGE",
  "TAB_NOT_FOCUS", "FACE_ABSENCE", "MULTIPLE_FACE", "SOUND_DETECTED", "PERIODIC_SNAPSHOT",
  "CAMERA_COVERED", "CAMERA_FROZEN", "CAMERA_UNAVAILABLE", "CAMERA_LOST", "CAMERA_CHANGED", "CAMERA_VIRTUAL",
  "MICROPHONE_MUTED", "MICROPHONE_SILENT",
  "MICROPHONE_UNAVAILABLE", "MICROPHONE_LOST", "MICROPHONE_CHANGED", "REFERENCE_UNAVAILABLE", "REFERENCE_PICTURE",
  "IDENTITY_CHECKED", "FACE_MISMATCH", "DETECTOR_UNAVAILABLE", "COPY", "CUT", "PASTE", "CONTEXT_MENU", "PRINT_ATTEMPT", "SCREENSHOT_KEY", "SCREENS",
  "SECOND_SCREEN", "WINDOW_SMALL", "SEVERAL_TABS", "NETWORK_LOST", "NETWORK_BACK", "IDLE",
  "CONSENT_GIVEN", "SYSTEM_CHECK_STARTED", "SYSTEM_CHECK_COMPLETED"];

const show = (running) => {
  for (const id of ["exam", "fullscreen", "end"]) byId(id).hidden = !running;
  byId("start").hidden = running;
};

let listening = false;
const listen = (widget) => {
  if (listening) return;
  listening = true;
  for (const name of NAMES) widget.on(name, (payload) => note(name, payload));
  widget.on("END_PROCTORING", () => {
    show(false);
    say("The exam has ended. Your answers would be handed in now.", "good");
  });
};

const start = async () => {
  byId("start").disabled = true;
  say("Starting …", "");
  byId("told").hidden = false;
  try {
    const widget = await window.LoadEyeWidget();
    listen(widget);
    await widget.init({
      apiKey: key,
      assessmentId: assessment,
      candidateId: candidateId(),
      assessmentTitle: "Introduction to astronomy",
      institutionName: "Sample University",
    });
    sessionStorage.setItem("sample-running", "yes");
    say("Monitoring is on.", "good");
    show(true);
  } catch (problem) {
    sessionStorage.removeItem("sample-running");
    if (problem.code === "declined") say("You declined. A platform would now say how to go on without monitoring.", "");
    else say(`The exam does not start: ${problem.message} (${problem.code ?? problem.name})`, "bad");
  }
  byId("start").disabled = false;
};

byId("start").addEventListener("click", start);
byId("start").disabled = false;
byId("fullscreen").addEventListener("click", () => document.documentElement.requestFullscreen());
byId("exam").addEventListener("submit", (event) => event.preventDefault());
byId("end").addEventListener("click", async () => {
  sessionStorage.removeItem("sample-running");
  (await window.LoadEyeWidget()).endProctoring();
});

// A reload during the exam goes on with it.
if (sessionStorage.getItem("sample-running")) start();
