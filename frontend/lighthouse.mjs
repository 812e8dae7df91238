// Looks at pages as Lighthouse does and prints what it found as JSON: for each address the points of each category
// (0 to 100), and what cost any. First argument: the categories, with commas; then "desktop" or "mobile"; then addresses.
import lighthouse, { desktopConfig } from "lighthouse";
import { launch } from "chrome-launcher";

const [categories, form, ...addresses] = process.argv.slice(2);
// CHROME_PATH names the browser; without one it is looked for.
const chrome = await launch({
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--no-first-run"],
});
const found = {};
try {
  for (const address of addresses) {
    const ran = await lighthouse(address, {
      port: chrome.port, onlyCategories: categories.split(","), logLevel: "error", output: "json",
    }, form === "desktop" ? desktopConfig : undefined);
    const { lhr } = ran;
    const points = {};
    const faults = [];
    for (const category of Object.values(lhr.categories)) {
      points[category.id] = Math.round(100 * (category.score ?? 0));
      for (const { id, weight } of category.auditRefs) {
        const audit = lhr.audits[id];
        if (weight > 0 && audit.score !== null && audit.score < 1) {
          faults.push(`${id}: ${audit.title} ${audit.displayValue ?? ""}`.trim());
        }
      }
    }
    if (lhr.runtimeError) faults.push(lhr.runtimeError.message);
    found[address] = { points, faults, page: lhr.finalDisplayedUrl };
  }
} finally {
  await chrome.kill();
}
process.stdout.write(JSON.stringify(found));
