// Reviewing by keyboard: j and k move from flag to flag, one letter decides. Every key presses a button of the page.

const STORED = "eye-review-keys";
const DECIDES = ["c", "d", "s", "u", "x"];
const help = document.querySelector("[data-keys-help]");

function areOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

function turn(on) {
  try {
    if (on) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  } catch {
    // Storage may be switched off: the keys stay on.
  }
}

const rows = () => [...document.querySelectorAll("[data-flag]")];
const currentRow = () => document.activeElement?.closest("[data-flag]");

function moveTo(row) {
  if (!row) return;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(currentRow());
  moveTo(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function writeNote(row) {
  const field = row.querySelector("[data-key=n]");
  if (!field) return;
  field.closest("details").open = true;
  field.focus();
}

function isTyping(element) {
  return element.matches("textarea, select, input:not([type=checkbox], [type=radio])") || element.isContentEditable;
}

// Whether the key means something for this row.
function decide(key, row) {
  if (!row || (key !== "n" && !DECIDES.includes(key))) return false;
  if (key === "n") writeNote(row);
  else row.querySelector(`[data-key=${key}]`)?.click();
  return true;
}

function press(key, event) {
  const row = currentRow();
  if (key === "?") help.showModal();
  else if (window.eyeStep) {
    // On the page of a session one flag stands beside the timeline, and the steps fetch the next.
    if (!window.eyeStep(key, event.target) && !decide(key, row)) return;
  }
  else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (!decide(key, row)) return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (!help || help.open || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && event.target.matches("[data-flag] textarea")) return moveTo(currentRow());
  // One may hold a key down by mistake; that must not decide about everything.
  if (areOn() && !event.repeat && !isTyping(event.target)) press(event.key, event);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) help.showModal();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-on]")) turn(event.target.checked);
});

// A row that was swapped for its new state keeps the focus, so that the next key acts on it.
let left = "";
document.addEventListener("htmx:before:swap", () => {
  left = currentRow()?.id ?? "";
});
document.addEventListener("htmx:after:swap", () => {
  if (left && !currentRow()) document.getElementById(left)?.focus();
  left = "";
});

if (help) {
  for (const button of document.querySelectorAll("[data-keys]")) button.hidden = false;
  help.querySelector("[data-keys-on]").checked = areOn();
}
