// Builds what the server serves into dist/ and fails when a file outgrows its budget.
//
//   dist/eye-widget-init.js, dist/widget.js     at the root, cached for a short time
//   dist/<version>/core.js and what it imports  never change once published
//   dist/<version>/eye.js                       the same in a single file, to pin with `integrity`
//   dist/<version>/face/…                       the face detector, fetched only by exams with a camera; and the large
//                                               recognition model, only by those that compare faces
//   dist/<version>/….br                         each file compressed, for browsers that take that
//   dist/types/index.d.ts                       for integrators
//   dist/npm/                                   the package for applications that are bundled
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
const BUDGETS = {
  [LOADER]: 1_000,
  [TAG]: 1_200,
  "core.js": 15_000,
  // Everything in one file, every language too.
  "eye.js": 60_000,
  before: 8_500,
  sentences: 3_500,
  camera: 6_000,
  microphone: 4_000,
  identity: 3_000,
  more: 4_000,
  later: 2_000,
};

// Bytes after brotli, together.
const FACE_BUDGET = 450_000;
const FACE_FILES = {
  "tfjs-backend-wasm-simd.wasm": "@tensorflow/tfjs-backend-wasm/dist",
  "tiny_face_detector_model.bin": "@vladmandic/face-api/model",
  "tiny_face_detector_model-weights_manifest.json": "@vladmandic/face-api/model",
};

// The same, for exams that ask for facial recognition.
const RECOGNITION_BUDGET = 4_400_000;
const RECOGNITION_FILES = {
  "face_landmark_68_model.bin": "@vladmandic/face-api/model",
  "face_landmark_68_model-weights_manifest.json": "@vladmandic/face-api/model",
  "face_recognition_model.bin": "@vladmandic/face-api/model",
  "face_recognition_model-weights_manifest.json": "@vladmandic/face-api/model",
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
    // A script that is no module does not know where it lies.
    define: format === "esm" ? UNVERSIONED : { ...UNVERSIONED, "import.meta.url": "location.href" },
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
  for (const [name, folder] of Object.entries({ ...FACE_FILES, ...RECOGNITION_FILES }))
    files[name] = readFileSync(join(here, "node_modules", folder, name));
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`face/${name}`, content]));
}

/** Bytes from which a file is compressed in a hurry. */
const LARGE = 2_000_000;

function compress(content) {
  const bytes = Buffer.from(content);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  // Of weights, which are nearly noise, the best quality saves three percent and takes ten seconds.
  if (bytes.length > LARGE) params[constants.BROTLI_PARAM_QUALITY] = 5;
  const brotli = brotliCompressSync(bytes, { params });
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

/** What TypeScript declares of that source, and of what it exports. */
function declare(entry) {
  const compiler = join(here, "node_modules", "typescript", "bin", "tsc");
  const out = join(here, "build", "types");
  const options = ["--declaration", "--emitDeclarationOnly", "--strict", "--allowImportingTsExtensions"];
  const target = ["--ignoreConfig", "--target", "es2022", "--outDir", out, "--rootDir", join(here, "src")];
  execFileSync(process.execPath, [compiler, ...options, ...target, join(here, "src", entry)], { stdio: "inherit" });
  return readFileSync(join(out, entry.replace(".ts", ".d.ts")), "utf8");
}

/** The package carries the types and the way to the host, which serves the widget itself. */
async function npm() {
  const types = declare("types.ts");
  write("types/index.d.ts", types);
  write("npm/types.d.ts", types);
  write("npm/index.d.ts", declare("package/index.ts").replaceAll('"../types.ts"', '"./types.js"'));
  const source = readFileSync(join(here, "src/package/index.ts"), "utf8");
  const { code } = await transform(source, { loader: "ts", format: "esm", target: "es2022", charset: "utf8" });
  write("npm/index.js", code);
  write("npm/README.md", readFileSync(join(here, "package/README.md")));
  write("npm/LICENSE", readFileSync(join(here, "../LICENSE")));
  const { name, version, license } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const described = JSON.parse(readFileSync(join(here, "package/package.json"), "utf8"));
  write("npm/package.json", `${JSON.stringify({ name, version, license, ...described }, null, 2)}\n`);
}

/** `camera-XXXXXXXX.js` is what is imported as `camera`. */
const budgetOf = (name) => BUDGETS[name] ?? BUDGETS[name.split("-")[0]] ?? BUDGETS.later;

function measure(path, bytes, budget, packed) {
  console.log(`${path.padEnd(36)} ${String(bytes).padStart(6)} of ${budget} bytes ${packed}`);
  if (bytes > budget) outgrown.push(path);
}

/** Before the core runs it would wait for that file too: what both need is passed in, or belongs into one of them. */
function importsAtOnce(core) {
  return /\bfrom"\.\/|\bimport"\.\//.test(core);
}

const { version, texts } = await bundles();
const files = { loader: LOADER, tag: TAG, core: `${version}/core.js`, eye: `${version}/eye.js` };
const sizes = {};
const sri = {};
const outgrown = [];
let faceSize = 0;
let recognitionSize = 0;
for (const [path, content] of Object.entries(texts)) {
  const { size, brotli } = compress(content);
  sizes[path] = size;
  write(path, content);
  if (path.startsWith(version)) {
    sri[path] = `sha384-${sha("sha384", content, "base64")}`;
    write(`${path}.br`, brotli);
  }
  if (basename(path) in RECOGNITION_FILES) recognitionSize += size.brotli;
  else if (path.startsWith(`${version}/face/`)) faceSize += size.brotli;
  else measure(path, size.gzip, budgetOf(basename(path)), "gzip");
}
measure(`${version}/face/`, faceSize, FACE_BUDGET, "brotli");
measure(`${version}/face/, recognition`, recognitionSize, RECOGNITION_BUDGET, "brotli");
await npm();
write("manifest.json", `${JSON.stringify({ version, files, sizes, sri }, null, 2)}\n`);
removeOthers(version, Object.keys(texts));
if (importsAtOnce(texts[files.core])) {
  console.error("core.js imports another file before it runs.");
  process.exit(1);
}
if (outgrown.length) {
  console.error(`Over budget: ${outgrown.join(", ")}`);
  process.exit(1);
}
