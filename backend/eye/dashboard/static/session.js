// The page of one session: a click on a mark, or a key, brings what it stands for beside the timeline.

const STEPS = ["j", "k", "ArrowLeft", "ArrowRight"];
const look = () => document.getElementById("look");

function mark() {
  const at = look()?.dataset.looksAt;
  for (const link of document.querySelectorAll("#session [data-at]")) {
    if (link.dataset.at === at && !link.dataset.step) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const button of document.querySelectorAll("[data-keys]")) button.hidden = false;
}

// The picture of the timeline follows, without moving the page.
function follow() {
  const scroller = document.querySelector(".tl-scroll");
  const bar = scroller?.querySelector("[aria-current] rect")?.getBoundingClientRect();
  if (!bar) return;
  const seen = scroller.getBoundingClientRect();
  if (bar.left < seen.left || bar.right > seen.right) scroller.scrollLeft += bar.left - seen.left - seen.width / 2;
}

function focusLook() {
  const inside = look()?.querySelector("[data-flag], [data-look]");
  inside?.focus({ preventScroll: true });
  look()?.scrollIntoView({ block: "nearest" });
}

let asked = "";
async function show(at) {
  asked = at;
  const query = new URLSearchParams(location.search);
  query.set("at", at);
  await window.htmx.ajax("GET", `${location.pathname}/look?at=${encodeURIComponent(at)}`, {
    source: "#look",
    target: "#look",
    swap: "outerHTML",
  });
  if (asked !== at) return;
  history.replaceState(history.state, "", `?${query}`);
  mark();
  follow();
  focusLook();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-at]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link.dataset.at);
});

// `review.js` asks here, and decides itself about keys that are no steps. True when the key was for us.
window.eyeStep = (key, target) => {
  if (!STEPS.includes(key) || !look()) return false;
  if (key.startsWith("Arrow") && target.closest(".tl-scroll, audio, video, select")) return false;
  if (!look().contains(document.activeElement) && !key.startsWith("Arrow")) focusLook();
  else look().querySelector(`[data-step=${key}]`)?.click();
  return true;
};

document.addEventListener("htmx:after:swap", mark);
mark();
follow();
