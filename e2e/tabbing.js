// Runs in a page of the dashboard before Tab is pressed, and writes down where the focus comes by and how it is shown.
(() => {
  const CONTROLS = "a[href], area[href], button, input, select, textarea, summary, audio[controls], video[controls], [tabindex='0']";
  for (const details of document.querySelectorAll("details")) details.open = true;

  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !one.closest("[inert]");
  const takesPart = (one) => isSeen(one) && !one.disabled && one.type !== "hidden";
  const isRing = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const parents = (one) => [one, one.parentElement, one.parentElement?.parentElement, one.closest("tr, li, label")];
  const name = (one) => `${one.localName} "${(one.getAttribute("aria-label") ?? one.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}" ${one.id || one.name || one.getAttribute("href") || one.className}`;

  const startsWithin = document.activeElement !== document.body; // a field that takes the focus as the page opens
  const stops = [];
  const notShown = new Set();
  const hidden = new Set();
  const wanted = [...document.querySelectorAll(CONTROLS)].filter(takesPart);

  // The middle of what has the focus: not below a bar that stays in its place, nor outside the screen.
  function isCovered(one) {
    const { left, top, width, height } = (one.closest("label") ?? one).getBoundingClientRect();
    const above = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20));
    return !above || !(one.contains(above) || above.contains(one) || one.closest("label, tr, li")?.contains(above));
  }

  document.addEventListener("focusin", ({ target }) => {
    stops.push(target);
    if (!parents(target).some((one) => one && isRing(getComputedStyle(one)))) notShown.add(target);
    if (isCovered(target)) hidden.add(target);
  });

  // One of several radio buttons stands for all: the arrow keys go on from there. A picture of a link may be left out.
  const cameBy = (one) =>
    stops.includes(one) ||
    (one.tabIndex < 0 && stops.some((other) => other.hasAttribute("href") && other.getAttribute("href") === one.getAttribute("href"))) ||
    (one.type === "radio" && stops.some((other) => other.type === "radio" && other.name === one.name && other.form === one.form));

  // What looks as if it could be clicked is a control, in one, holds one, or is the label of one.
  const looksLikeOne = () =>
    [...document.body.querySelectorAll("*")].filter(
      (one) => isSeen(one) && getComputedStyle(one).cursor === "pointer" && !one.closest(CONTROLS) && !one.closest("label") && !one.querySelector(CONTROLS),
    );

  const firstRound = () => {
    const again = stops.findIndex((one, at) => at > 0 && one === stops[0]);
    return stops.slice(0, again < 0 ? stops.length : again);
  };

  window.tabbing = {
    cameRound: () => firstRound().length < stops.length,
    complaints: () => {
      const round = firstRound();
      const wrongOrder = round.filter((one, at) => at > 0 && round[at - 1] !== one && !(round[at - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING));
      return [
        ...(round.length < stops.length ? [] : [`Tab stays at ${name(stops.at(-1) ?? document.body)}`]),
        ...wanted.filter((one) => one.isConnected && !cameBy(one)).map((one) => `never comes by ${name(one)}`),
        ...looksLikeOne().map((one) => `cannot be reached: ${name(one)}`),
        ...wrongOrder.slice(startsWithin ? 1 : 0).map((one) => `out of order: ${name(one)}`),
        ...wanted.filter((one) => one.tabIndex > 0).map((one) => `a place of its own in the order: ${name(one)}`),
        ...[...notShown].map((one) => `the focus is not seen at ${name(one)}`),
        ...[...hidden].map((one) => `covered while it has the focus: ${name(one)}`),
      ];
    },
  };
  return wanted.length;
})()
