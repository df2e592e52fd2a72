// Buttons that copy a block of code, and a menu that is closed where it would fill a small screen.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break; // only there on https and localhost
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.closest(".code").querySelector("code").textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}
const menu = document.querySelector("[data-menu]");
const narrow = matchMedia("(max-width: 56rem)");
const fit = () => { menu.open = !narrow.matches; };
narrow.addEventListener("change", fit);
fit();
