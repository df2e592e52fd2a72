// Builds what the server serves into dist/ and fails when a file outgrows its budget.
//
//   dist/eye-widget-init.js, dist/widget.js     at the root, cached for a short time
//   dist/<version>/core.js and what it imports  never change once published
//   dist/<version>/eye.js                       the same in a single file, to pin with `integrity`
//   dist/types/index.d.ts                       for integrators
//   dist/manifest.json                          {version, files, sizes, sri}
//
// <version> is the package's version and the beginning of the hash of the files below it.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const LOADER = "eye-widget-init.js";
const TAG = "widget.js";
const PLACE = "@@VERSION@@";

// Bytes after gzip.
const BUDGETS = { [LOADER]: 1_000, [TAG]: 1_200, "core.js": 16_000, "eye.js": 20_000, later: 2_000 };

// A sheet becomes the text that a script adopts.
const sheets = {
  name: "sheets",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target: "es2022" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

const UNVERSIONED = { VERSION: JSON.stringify(PLACE), CORE: JSON.stringify(`widget/${PLACE}/core.js`) };

/** The text of each file that `entry` becomes, by its name: one, or the core with what it imports later. */
async function bundle(entry, format) {
  const { outputFiles } = await build({
    entryPoints: [join(here, "src", `${entry}.ts`)],
    bundle: true,
    write: false,
    minify: true,
    format,
    splitting: format === "esm",
    outdir: "out",
    chunkNames: "[name]-[hash]",
    define: UNVERSIONED,
    plugins: [sheets],
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text]));
}

const sha = (algorithm, text, encoding) => createHash(algorithm).update(text).digest(encoding);

/** The version, and the texts by their paths in dist/. */
async function bundles() {
  const { version: release } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const pinned = { ...(await bundle("core", "esm")), ...(await bundle("eye", "iife")) };
  const version = `${release}-${sha("sha256", JSON.stringify(pinned), "hex").slice(0, 10)}`;
  const { "loader.js": loader } = await bundle("loader", "iife");
  const { "tag.js": tag } = await bundle("tag", "iife");
  const texts = { [LOADER]: loader, [TAG]: tag };
  for (const [name, text] of Object.entries(pinned)) texts[`${version}/${name}`] = text;
  for (const path of Object.keys(texts)) texts[path] = texts[path].replaceAll(PLACE, version);
  return { version, texts };
}

function measure(text) {
  const bytes = Buffer.from(text);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
}

function write(path, text) {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  writeFileSync(join(dist, path), text);
}

function removeOthers(version, written) {
  for (const name of readdirSync(dist))
    if (/^\d/.test(name) && name !== version) rmSync(join(dist, name), { recursive: true });
  for (const name of readdirSync(join(dist, version)))
    if (!written.includes(`${version}/${name}`)) rmSync(join(dist, version, name));
}

function types() {
  const compiler = join(here, "node_modules", "typescript", "bin", "tsc");
  const options = [
    "--ignoreConfig",
    "--declaration",
    "--emitDeclarationOnly",
    "--strict",
    "--target",
    "es2022",
    "--outDir",
    join(dist, "types"),
  ];
  execFileSync(process.execPath, [compiler, ...options, join(here, "src", "types.ts")], { stdio: "inherit" });
  write("types/index.d.ts", readFileSync(join(dist, "types", "types.d.ts"), "utf8"));
  rmSync(join(dist, "types", "types.d.ts"));
}

const { version, texts } = await bundles();
const files = { loader: LOADER, tag: TAG, core: `${version}/core.js`, eye: `${version}/eye.js` };
const sizes = {};
const sri = {};
const outgrown = [];
for (const [path, text] of Object.entries(texts)) {
  write(path, text);
  sizes[path] = measure(text);
  if (path.startsWith(version)) sri[path] = `sha384-${sha("sha384", text, "base64")}`;
  const budget = BUDGETS[basename(path)] ?? BUDGETS.later;
  console.log(`${path.padEnd(36)} ${String(sizes[path].gzip).padStart(6)} of ${budget} bytes gzip`);
  if (sizes[path].gzip > budget) outgrown.push(path);
}
types();
write("manifest.json", `${JSON.stringify({ version, files, sizes, sri }, null, 2)}\n`);
removeOthers(version, Object.keys(texts));
if (outgrown.length) {
  console.error(`Over budget: ${outgrown.join(", ")}`);
  process.exit(1);
}
