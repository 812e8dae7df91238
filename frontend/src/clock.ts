// The pages tell the centre's time. Where the reader's clock differs from it, the foot says by how much, and every moment
// says what it is by that clock.
import { locale, word } from "./words";

// What a clock of that zone shows, as if it were UTC; of this browser's own where none is named.
function shown(at: Date, zone?: string): number {
  return Date.parse(`${at.toLocaleString("sv", { timeZone: zone }).replace(" ", "T")}Z`);
}

/** A moment by the reader's own clock, in words; nothing where that shows what the centre's does. */
export function ownTime(at: Date): string {
  if (!document.querySelector("[data-clock]:not([hidden])") || Number.isNaN(at.valueOf())) return "";
  const moment = new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(at);
  return word("{moment} by your clock", { moment });
}

function tend(moments: Iterable<HTMLTimeElement>): void {
  for (const moment of moments) moment.title = ownTime(new Date(moment.dateTime));
}

/** Says in the page's note how far this browser's clock is from the centre's; nothing where they show the same. */
export function compareClocks(): boolean {
  const note = document.querySelector<HTMLElement>("[data-clock]");
  if (!note) return false;
  const zone = note.dataset.clock ?? "";
  let hours: number;
  try {
    const now = new Date();
    hours = (shown(now) - shown(now, zone)) / 3_600_000;
  } catch {
    return false; // a zone this browser does not know
  }
  note.hidden = !hours;
  const values = { hours: new Intl.NumberFormat(locale()).format(Math.abs(hours)), zone };
  note.textContent =
    hours > 0 ? word("Your clock: {hours} h ahead of {zone}", values) : word("Your clock: {hours} h behind {zone}", values);
  return hours !== 0;
}

export function tellClocks(): void {
  if (!compareClocks()) return;
  tend(document.querySelectorAll("time"));
  document.addEventListener("htmx:after:swap", () => tend(document.querySelectorAll("time:not([title])")));
}
