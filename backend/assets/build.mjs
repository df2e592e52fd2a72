// Copies what the dashboard needs of other people's work into the package: htmx, the page of the API
// reference, the charts, and one sprite of the icons in use.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dashboard = join(here, "../eye/dashboard");
const vendor = join(dashboard, "static/vendor");
const modules = join(here, "node_modules");

// Other names than lucide's own for icons that a template picks by a value.
const ALWAYS = ["circle-check", "circle", "info", "triangle-alert", "circle-alert"];

async function* files(folder, ending) {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith(ending)) yield join(entry.parentPath ?? entry.path, entry.name);
  }
}

async function iconsInUse() {
  const names = new Set(ALWAYS);
  for await (const file of files(join(dashboard, "templates"), ".html")) {
    for (const [, name] of (await readFile(file, "utf8")).matchAll(/(?:icon|empty)\("([a-z0-9-]+)"/g)) names.add(name);
  }
  const menu = await readFile(join(dashboard, "menu.py"), "utf8");
  for (const [, name] of menu.matchAll(/Item\("[^"]+", "([a-z0-9-]+)"/g)) names.add(name);
  return [...names].sort();
}

async function symbol(name) {
  const svg = await readFile(join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
  const inside = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inside.replace(/\s+/g, " ").trim()}</symbol>`;
}

const names = await iconsInUse();
const license = await readFile(join(modules, "lucide-static/LICENSE"), "utf8");
const symbols = await Promise.all(names.map(symbol));
const htmx = join(modules, "htmx.org");
const swagger = join(modules, "swagger-ui-dist");

await rm(vendor, { recursive: true, force: true });
await mkdir(vendor, { recursive: true });
await copyFile(join(htmx, "dist/htmx.min.js"), join(vendor, "htmx.min.js"));
// In one file: htmx begins before a script that comes after it, and an extension has to be there by then.
const both = await Promise.all(["htmx.min.js", "ext/hx-sse.min.js"].map((file) => readFile(join(htmx, "dist", file), "utf8")));
await writeFile(join(vendor, "htmx-sse.min.js"), both.join("\n").replace(/\/\/# sourceMappingURL=[^\n]*/g, ""));
await copyFile(join(htmx, "LICENSE"), join(vendor, "htmx.LICENSE.txt"));
for (const file of ["swagger-ui-bundle.js", "swagger-ui.css"]) {
  // Without the line that names a source map, which is not here.
  const text = await readFile(join(swagger, file), "utf8");
  await writeFile(join(vendor, file), text.replace(/\n?(\/\/|\/\*)# sourceMappingURL=[^\n]*/, "\n"));
}
await copyFile(join(swagger, "LICENSE"), join(vendor, "swagger-ui.LICENSE.txt"));
await copyFile(join(swagger, "swagger-ui-bundle.js.LICENSE.txt"), join(vendor, "swagger-ui-bundle.js.LICENSE.txt"));
const uplot = join(modules, "uplot");
await copyFile(join(uplot, "dist/uPlot.iife.min.js"), join(vendor, "uplot.min.js"));
await copyFile(join(uplot, "dist/uPlot.min.css"), join(vendor, "uplot.min.css"));
await copyFile(join(uplot, "LICENSE"), join(vendor, "uplot.LICENSE.txt"));
await writeFile(join(vendor, "icons.LICENSE.txt"), license);
await writeFile(
  join(vendor, "icons.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
);
console.log(`dashboard: htmx, the reference, charts and ${names.length} icons are in static/vendor`);
