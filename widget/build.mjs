// Builds what the server serves into dist/ and fails when a file outgrows its budget.
//
//   dist/eye-widget-init.js, dist/widget.js     at the root, cached for a short time
//   dist/<version>/core.js, dist/<version>/eye.js   never change once published
//   dist/types/index.d.ts                       for integrators
//   dist/manifest.json                          {version, files, sizes, sri}
//
// <version> is the package's version and the beginning of the hash of the two files below it.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const PLACE = "@@VERSION@@";

// Bytes after gzip.
const BUDGETS = { loader: 1_000, tag: 1_200, core: 16_000, eye: 16_500 };

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

async function bundle(entry, format, define) {
  const { outputFiles } = await build({
    entryPoints: [join(here, "src", `${entry}.ts`)],
    bundle: true,
    write: false,
    minify: true,
    format,
    define,
    plugins: [sheets],
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

const sha = (algorithm, text, encoding) => createHash(algorithm).update(text).digest(encoding);

async function bundles() {
  const unversioned = { VERSION: JSON.stringify(PLACE), CORE: JSON.stringify(`widget/${PLACE}/core.js`) };
  const core = await bundle("core", "esm", unversioned);
  const eye = await bundle("eye", "iife", unversioned);
  const { version: release } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const version = `${release}-${sha("sha256", core + eye, "hex").slice(0, 10)}`;
  const settle = (text) => text.replaceAll(PLACE, version);
  const loader = await bundle("loader", "iife", unversioned);
  const tag = await bundle("tag", "iife", unversioned);
  return { version, texts: { loader: settle(loader), tag: settle(tag), core: settle(core), eye: settle(eye) } };
}

function measure(text) {
  const bytes = Buffer.from(text);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
}

function write(path, text) {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  writeFileSync(join(dist, path), text);
}

function removeOthers(version) {
  for (const name of readdirSync(dist)) if (/^\d/.test(name) && name !== version) rmSync(join(dist, name), { recursive: true });
}

function types() {
  const compiler = join(here, "node_modules", "typescript", "bin", "tsc");
  const options = ["--ignoreConfig", "--declaration", "--emitDeclarationOnly", "--strict", "--target", "es2022", "--outDir", join(dist, "types")];
  execFileSync(process.execPath, [compiler, ...options, join(here, "src", "types.ts")], { stdio: "inherit" });
  write("types/index.d.ts", readFileSync(join(dist, "types", "types.d.ts"), "utf8"));
  rmSync(join(dist, "types", "types.d.ts"));
}

const { version, texts } = await bundles();
const files = { loader: "eye-widget-init.js", tag: "widget.js", core: `${version}/core.js`, eye: `${version}/eye.js` };
const sizes = {};
const sri = {};
const outgrown = [];
for (const [name, path] of Object.entries(files)) {
  write(path, texts[name]);
  sizes[path] = measure(texts[name]);
  sri[path] = `sha384-${sha("sha384", texts[name], "base64")}`;
  console.log(`${path.padEnd(32)} ${String(sizes[path].gzip).padStart(6)} of ${BUDGETS[name]} bytes gzip`);
  if (sizes[path].gzip > BUDGETS[name]) outgrown.push(path);
}
types();
write("manifest.json", `${JSON.stringify({ version, files, sizes, sri }, null, 2)}\n`);
removeOthers(version);
if (outgrown.length) {
  console.error(`Over budget: ${outgrown.join(", ")}`);
  process.exit(1);
}
