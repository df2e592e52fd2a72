// Bundles src/**/*.test.ts for Node, which cannot read TypeScript before version 22, and runs them.

import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "build", "tests");
rmSync(out, { recursive: true, force: true });
const tests = readdirSync(join(here, "src"), { recursive: true }).filter((name) => name.endsWith(".test.ts"));
// Without a file named, Node would look for tests by itself, find this one, and pass.
if (!tests.length) throw new Error("There is no src/**/*.test.ts.");
await build({
  entryPoints: tests.map((name) => join(here, "src", name)),
  outbase: join(here, "src"),
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  loader: { ".css": "text" },
  define: { VERSION: '"test"' },
  logLevel: "warning",
});
const files = tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], { stdio: "inherit" });
process.exit(status ?? 1);
