// Builds what the server serves into dist/ and fails when a file outgrows its budget.
//
//   dist/eye-widget-init.js, dist/widget.js     at the root, cached for a short time
//   dist/<version>/core.js and what it imports  never change once published
//   dist/<version>/eye.js                       the same in a single file, to pin with `integrity`
//   dist/<version>/face/…                       the face detector, fetched only by exams with a camera
//   dist/<version>/….br                         each file compressed, for browsers that take that
//   dist/types/index.d.ts                       for integrators
//   dist/manifest.json                          {version, files, sizes, sri}
//
// <version> is the package's version and the beginning of the hash of the files below it.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const LOADER = "eye-widget-init.js";
const TAG = "widget.js";
const PLACE = "@@VERSION@@";

// Bytes after gzip.
const BUDGETS = { [LOADER]: 1_000, [TAG]: 1_200, "core.js": 16_000, "eye.js": 20_000, camera: 6_000, later: 2_000 };

// Bytes after brotli, together.
const FACE_BUDGET = 450_000;
const FACE_FILES = {
  "tfjs-backend-wasm-simd.wasm": "@tensorflow/tfjs-backend-wasm/dist",
  "tiny_face_detector_model.bin": "@vladmandic/face-api/model",
  "tiny_face_detector_model-weights_manifest.json": "@vladmandic/face-api/model",
};

// Only what the detector needs of its libraries: no WebGL, no converter, no layers.
const FACE_LIBRARIES = {
  "face-api": "@vladmandic/face-api/dist/face-api.esm-nobundle.js",
  "tfjs-core": "@tensorflow/tfjs-core/dist/index.js",
  "tfjs-wasm": "@tensorflow/tfjs-backend-wasm/dist/index.js",
  "tfjs-chained-ops": "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js",
  "@tensorflow/tfjs/dist/index.js": "./src/face/tfjs.ts",
  "@tensorflow/tfjs-backend-webgl/dist/index.js": "./src/face/nothing.ts",
};

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
async function bundle(entry, format, alias = {}) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [join(here, "src", `${entry}.ts`)],
    alias,
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
  const pinned = { ...(await bundle("core", "esm")), ...(await bundle("eye", "iife")), ...(await face()) };
  const hashes = Object.entries(pinned).map(([name, content]) => [name, sha("sha256", content, "hex")]);
  const version = `${release}-${sha("sha256", JSON.stringify(hashes), "hex").slice(0, 10)}`;
  const { "loader.js": loader } = await bundle("loader", "iife");
  const { "tag.js": tag } = await bundle("tag", "iife");
  const texts = { [LOADER]: loader, [TAG]: tag };
  for (const [name, text] of Object.entries(pinned)) texts[`${version}/${name}`] = text;
  for (const [path, text] of Object.entries(texts))
    if (typeof text === "string") texts[path] = text.replaceAll(PLACE, version);
  return { version, texts };
}

/** The worker, and the files that it loads, as they are. */
async function face() {
  const files = await bundle("face/face", "esm", FACE_LIBRARIES);
  for (const [name, folder] of Object.entries(FACE_FILES))
    files[name] = readFileSync(join(here, "node_modules", folder, name));
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`face/${name}`, content]));
}

function compress(content) {
  const bytes = Buffer.from(content);
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return { size: { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length }, brotli };
}

function write(path, content) {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  writeFileSync(join(dist, path), content);
}

function removeOthers(version, written) {
  for (const name of readdirSync(dist))
    if (/^\d/.test(name) && name !== version) rmSync(join(dist, name), { recursive: true });
  for (const entry of readdirSync(join(dist, version), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const known = written.includes(relative(dist, path).replace(/\.br$/, "").replaceAll("\\", "/"));
    if (entry.isFile() && !known) rmSync(path);
  }
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

/** `camera-XXXXXXXX.js` is what is imported as `camera`. */
const budgetOf = (name) => BUDGETS[name] ?? BUDGETS[name.split("-")[0]] ?? BUDGETS.later;

function measure(path, bytes, budget, packed) {
  console.log(`${path.padEnd(36)} ${String(bytes).padStart(6)} of ${budget} bytes ${packed}`);
  if (bytes > budget) outgrown.push(path);
}

const { version, texts } = await bundles();
const files = { loader: LOADER, tag: TAG, core: `${version}/core.js`, eye: `${version}/eye.js` };
const sizes = {};
const sri = {};
const outgrown = [];
let faceSize = 0;
for (const [path, content] of Object.entries(texts)) {
  const { size, brotli } = compress(content);
  sizes[path] = size;
  write(path, content);
  if (path.startsWith(version)) {
    sri[path] = `sha384-${sha("sha384", content, "base64")}`;
    write(`${path}.br`, brotli);
  }
  if (path.startsWith(`${version}/face/`)) faceSize += size.brotli;
  else measure(path, size.gzip, budgetOf(basename(path)), "gzip");
}
measure(`${version}/face/`, faceSize, FACE_BUDGET, "brotli");
types();
write("manifest.json", `${JSON.stringify({ version, files, sizes, sri }, null, 2)}\n`);
removeOthers(version, Object.keys(texts));
if (outgrown.length) {
  console.error(`Over budget: ${outgrown.join(", ")}`);
  process.exit(1);
}
