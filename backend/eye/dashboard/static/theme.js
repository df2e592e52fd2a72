// Runs before the first paint, so that a chosen theme never flashes up as the other one.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("eye-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage may be switched off: the system's theme it is.
  }
})();
