// What the pages need beside htmx: local times, copy buttons, the menu of narrow screens, the theme, calm refreshing.

const forms = {
  time: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  day: { day: "numeric", month: "short", year: "numeric" },
  moment: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};
const formats = Object.fromEntries(
  Object.entries(forms).map(([name, options]) => [name, new Intl.DateTimeFormat("en-GB", options)]),
);

function showLocalTimes(root) {
  for (const element of root.querySelectorAll("time[data-form]")) {
    const utc = element.getAttribute("datetime");
    element.textContent = formats[element.dataset.form].format(new Date(utc));
    element.title = `${utc.replace("T", " ").replace(/\.\d+Z$/, "")} UTC`;
  }
}

// How long it is until or since a moment, as `duration` in show.py writes it; counted here, so that nothing need be sent.
function showTimeLeft(root) {
  for (const element of root.querySelectorAll("[data-left], [data-since]")) {
    const { left, since } = element.dataset;
    const apart = since ? Date.now() - Number(since) : Number(left) - Date.now();
    const seconds = Math.max(0, Math.floor(apart / 1000));
    const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    if (hours) element.textContent = `${hours} h ${String(minutes).padStart(2, "0")} min`;
    else if (minutes) element.textContent = rest ? `${minutes} min ${rest} s` : `${minutes} min`;
    else element.textContent = `${rest} s`;
  }
}

// A field of a time in UTC says below what that is on the reader's own clock.
function showOwnTime(field) {
  let own = field.nextElementSibling;
  if (!own?.matches("output")) {
    own = document.createElement("output");
    own.className = "hint";
    field.after(own);
  }
  const at = new Date(`${field.value}Z`);
  own.textContent = field.value && !Number.isNaN(at.getTime()) ? `${formats.moment.format(at)} on your clock` : "";
}

function showCopyButtons(root) {
  if (!navigator.clipboard) return; // plain http on another name than localhost: select the text by hand
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
}

async function copy(button) {
  const label = button.querySelector("[data-said]");
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    label.textContent = label.dataset.said;
  } catch {
    label.textContent = "Not copied";
  }
  announce(label.textContent);
  setTimeout(() => (label.textContent = "Copy"), 2000);
}

function announce(sentence) {
  let region = document.getElementById("announcement");
  if (!region) {
    region = document.createElement("p");
    region.id = "announcement";
    region.className = "visually-hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = sentence;
}

function chosenTheme() {
  return document.documentElement.dataset.theme ?? "system";
}

function chooseTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem("eye-theme");
    else localStorage.setItem("eye-theme", theme);
  } catch {
    // Storage may be switched off: the choice lasts as long as the page.
  }
}

function showControls() {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  for (const choice of document.querySelectorAll("[data-theme-switch]")) {
    choice.hidden = false;
    choice.querySelector(`[value="${chosenTheme()}"]`).checked = true;
  }
  for (const button of document.querySelectorAll("[data-menu]")) button.hidden = false;
  for (const button of document.querySelectorAll("[data-submit-button]")) button.hidden = true;
}

function toggleMenu(button) {
  const open = document.getElementById("menu").toggleAttribute("data-open");
  button.setAttribute("aria-expanded", String(open));
}

document.addEventListener("click", (event) => {
  const copying = event.target.closest("[data-copy]");
  if (copying) copy(copying);
  if (event.target.closest("[data-print]")) window.print();
  const menu = event.target.closest("[data-menu]");
  if (menu) toggleMenu(menu);
});

document.addEventListener("change", (event) => {
  if (event.target.name === "theme") chooseTheme(event.target.value);
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-utc]")) showOwnTime(event.target);
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("[data-menu][aria-expanded=true]");
  if (event.key === "Escape" && menu) {
    toggleMenu(menu);
    menu.focus();
  }
});

// A double click must not invite twice, or make two keys and show only the second.
const SENT_FOR = 5000; // milliseconds; after that the server did not answer, and one may try again
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if ("sent" in form.dataset) return event.preventDefault();
  form.dataset.sent = "";
  setTimeout(() => delete form.dataset.sent, SENT_FOR);
});

// A fragment gets its local times before it is compared with the page, so that nothing flickers.
document.addEventListener("htmx:before:swap", (event) => {
  for (const task of event.detail.tasks) {
    showLocalTimes(task.fragment);
    showTimeLeft(task.fragment);
    showCopyButtons(task.fragment);
  }
});

// A page that nobody looks at does not ask again and again; it catches up when it is looked at.
document.addEventListener("htmx:before:request", (event) => {
  if (document.hidden && event.detail.ctx.sourceEvent?.type === "every") event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("[hx-trigger^=every]")) window.htmx?.trigger(element, "every");
});

function stale(since) {
  const notice = document.getElementById("stale");
  if (!notice) return;
  if (since && notice.hidden) document.getElementById("stale-since").textContent = formats.time.format(since);
  notice.hidden = !since;
}

let answered = new Date();
document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx) stale(answered);
});
document.addEventListener("htmx:response:error", () => stale(answered));
function fresh() {
  answered = new Date();
  stale(null);
}
document.addEventListener("htmx:after:swap", fresh);
// Nothing has changed: an answer too, with nothing to swap.
document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response.status === 304) fresh();
});

// The page of live sessions is told of changes by a stream, which htmx opens again when it breaks.
document.addEventListener("htmx:sse:error", (event) => {
  if ([401, 403].includes(event.detail.status)) location.reload();
  else stale(answered);
});
document.addEventListener("htmx:sse:after:connection", fresh);
document.addEventListener("htmx:sse:close", (event) => {
  if (event.detail.reason === "message") document.getElementById("replaced").hidden = false;
});
// Where it could not be opened at all, htmx leaves it at that.
function openAgain(event) {
  const source = event.detail.ctx?.sourceElement;
  if (source?.hasAttribute("hx-sse:connect")) setTimeout(() => window.htmx.trigger(source, "again"), 2000);
}
document.addEventListener("htmx:error", openAgain);
document.addEventListener("htmx:response:error", openAgain);

showLocalTimes(document);
showTimeLeft(document);
setInterval(() => showTimeLeft(document), 1000);
showCopyButtons(document);
showControls();
for (const field of document.querySelectorAll("[data-utc]")) showOwnTime(field);
