// Draws a chart over days from the table that stands with it, so that both always say the same. Who cannot see the
// picture has the table; without scripts there is the table alone.
//
// <figure class="plot" data-plot="ID of the table"> holds an empty <div class="plot-picture" aria-hidden="true">.
// A column of numbers is a series: its heading has data-series="bars" or "line" and data-tone="low|medium|high|good".
// Row headings are <time datetime>; a number is read from data-value, or from the text of its cell.

const TONES = { low: "--bar-low", medium: "--bar-medium", high: "--bar-high", good: "--good" };
const dayOf = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const drawn = new Map(); // figure → chart
const HEIGHT = 220;

// A colour of tokens.css as it comes out in the present theme; the canvas knows no custom properties.
function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function readTable(table) {
  const heads = [...table.querySelectorAll("thead th[data-series]")];
  const rows = [...table.tBodies[0].rows];
  const numberIn = (cell) => Number(cell.dataset.value ?? cell.textContent.replace(/[^\d.-]/g, ""));
  return {
    days: rows.map((row) => Date.parse(row.querySelector("time").getAttribute("datetime")) / 1000),
    series: heads.map((head) => ({
      label: head.textContent.trim(),
      kind: head.dataset.series,
      tone: TONES[head.dataset.tone] ?? "--bar-low",
      values: rows.map((row) => numberIn(row.cells[head.cellIndex])),
    })),
  };
}

function asSeries({ label, kind, tone }) {
  const stroke = colour(tone);
  if (kind === "line") return { label, stroke, width: 2, points: { size: 5, fill: stroke } };
  return { label, stroke, fill: stroke, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.7, 40] }) };
}

function axes() {
  const shared = { stroke: colour("--text-soft"), font: `12px ${getComputedStyle(document.body).fontFamily}` };
  const line = colour("--line");
  const whole = (_, marks) => marks.map((mark) => (Number.isInteger(mark) ? mark.toLocaleString("en") : ""));
  const days = (_, marks) => marks.map((mark) => dayOf.format(new Date(mark * 1000)));
  return [
    { ...shared, grid: { show: false }, ticks: { stroke: line, size: 4 }, values: days, size: 28, space: 70, incrs: [1, 2, 7, 14, 28].map((n) => n * 86400) },
    { ...shared, grid: { stroke: line, width: 1 }, ticks: { show: false }, values: whole, size: 52 },
  ];
}

// What stands under the pointer, in words above the picture.
function speak(figure, series) {
  const places = [...figure.querySelectorAll("[data-plot-value]")];
  const day = figure.querySelector("[data-plot-day]");
  const before = places.map((place) => place.textContent);
  const dayBefore = day?.textContent;
  return (plot) => {
    const at = plot.cursor.idx;
    places.forEach((place, i) => (place.textContent = at == null ? before[i] : series[i].values[at].toLocaleString("en")));
    if (day) day.textContent = at == null ? dayBefore : dayOf.format(new Date(plot.data[0][at] * 1000));
  };
}

function draw(figure) {
  const table = document.getElementById(figure.dataset.plot);
  const picture = figure.querySelector(".plot-picture");
  drawn.get(figure)?.destroy();
  drawn.delete(figure);
  if (!table?.tBodies[0]?.rows.length) return;
  const { days, series } = readTable(table);
  const most = Math.max(4, ...series.flatMap((one) => one.values));
  const chart = new uPlot(
    {
      width: picture.clientWidth || figure.clientWidth,
      height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false },
      scales: { x: { range: (_, least, last) => [least - 43200, last + 43200] }, y: { range: [0, most * 1.05] } },
      axes: axes(),
      series: [{}, ...series.map(asSeries)],
      hooks: { setCursor: [speak(figure, series)] },
    },
    [days, ...series.map((one) => one.values)],
    picture,
  );
  drawn.set(figure, chart);
}

function drawAll() {
  for (const figure of drawn.keys()) if (!figure.isConnected) drawn.delete(figure);
  for (const figure of document.querySelectorAll("figure[data-plot]")) draw(figure);
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const chart = drawn.get(target);
    const width = target.querySelector(".plot-picture").clientWidth;
    if (chart && width && width !== chart.width) chart.setSize({ width, height: HEIGHT });
  }
});

drawAll();
for (const figure of document.querySelectorAll("figure[data-plot]")) resized.observe(figure);
document.addEventListener("change", (event) => {
  if (event.target.name === "theme") drawAll();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
