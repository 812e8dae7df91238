// Bundles scripts, styles and fonts into the folder named on the command line, with a manifest and the licences.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, "../src/fourscore/web/static/built"));

// What is carried inside the bundle, and so carries its licence with it.
const carried = [
  ["htmx.org", "page fragments (in app-*.js)"],
  ["@fontsource-variable/inter", "the typeface Inter (inter-*.woff2)"],
];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const made = await build({
  absWorkingDir: here,
  entryPoints: [
    { in: "src/main.ts", out: "app" },
    { in: "src/theme.ts", out: "theme" },
    { in: "src/load.ts", out: "load" },
    { in: "src/editor.ts", out: "editor" },
    { in: "css/style.css", out: "style" },
    { in: "src/live/page.ts", out: "live" },
    { in: "src/live/worker.ts", out: "live_worker" },
    { in: "css/live.css", out: "live" },
  ],
  outdir: out,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  metafile: true,
  format: "iife",
  target: ["chrome123", "firefox121", "safari17.5"],
  loader: { ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
});

const manifest = {};
for (const file of Object.keys(made.metafile.outputs)) {
  const name = path.basename(file);
  manifest[name.replace(/-[A-Z0-9]{8}(?=\.)/, "")] = name;
}
await writeFile(path.join(out, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");

const notes = ["What other people made and these files carry, with the licence each of them asks to be kept."];
for (const [name, what] of carried) {
  const folder = path.join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const text = await readFile(path.join(folder, "LICENSE"), "utf8");
  notes.push("=".repeat(80), `${name} ${version} (${license}): ${what}`, "", text.trim());
}
await writeFile(path.join(out, "THIRD-PARTY.txt"), notes.join("\n") + "\n");
