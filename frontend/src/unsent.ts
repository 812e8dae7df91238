// What a person wrote into a form is not lost where it cannot be sent: offline it stays, and after an answer that never
// came it is put back when the form is opened again.
import { word } from "./words";

interface Unsent {
  at: number;
  page: string;
  action: string;
  place: number; // among the forms of the page
  fields: [string, string][];
}

const NAME = "unsent";
const FOR_MS = 3_600_000; // as long as it is kept
const WAIT_MS = 60_000; // an answer that leaves the page where it is, a file, comes within this time

const here = (): string => location.pathname + location.search;

export function keepUnsent(): void {
  let sent: Unsent | undefined;
  putBack();
  addEventListener("online", () => {
    for (const said of document.querySelectorAll("[data-unsent=offline]")) said.remove(); // it says what is not so any more
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (!navigator.onLine) {
      event.preventDefault();
      tell(form, word("You are offline. What you wrote stays here: send it when you are connected again."), "offline");
      return;
    }
    if (form.querySelector("input[type=password]")) return;
    const fields = [...new FormData(form)].filter((one): one is [string, string] => typeof one[1] === "string");
    sent = { at: Date.now(), page: here(), action: form.action, place: [...document.forms].indexOf(form), fields };
    setTimeout(() => (sent = undefined), WAIT_MS);
  });
  addEventListener("pagehide", () => {
    if (!sent) return;
    try {
      sessionStorage.setItem(NAME, JSON.stringify(sent));
    } catch {
      // Storage is switched off or full: then the browser's own memory of the form has to do.
    }
  });
}

/** Put back what was on its way when no answer came. A page that is opened straight from the form's is its answer. */
function putBack(): void {
  let kept: Unsent | undefined;
  try {
    kept = JSON.parse(sessionStorage.getItem(NAME) ?? "null") ?? undefined;
  } catch {
    return;
  }
  if (!kept) return;
  const from = document.referrer && new URL(document.referrer);
  const [opened] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const answered = opened?.type === "navigate" && from && from.pathname + from.search === kept.page;
  if (answered || Date.now() - kept.at > FOR_MS) sessionStorage.removeItem(NAME);
  else if (kept.page === here()) {
    sessionStorage.removeItem(NAME);
    const form = document.forms[kept.place];
    if (form?.action === kept.action && fill(form, kept.fields)) tell(form, word("What you wrote here was not sent, as no answer came. It stands here again."));
  }
}

/** Write the values into what people fill in; whether anything became different. */
function fill(form: HTMLFormElement, fields: [string, string][]): boolean {
  let other = false;
  for (const name of new Set(fields.map(([one]) => one))) {
    const values = fields.filter(([one]) => one === name).map(([, value]) => value);
    const places = [...form.elements].filter((one) => (one as HTMLInputElement).name === name);
    for (const place of places) {
      if (place instanceof HTMLSelectElement && place.multiple) {
        for (const option of place.options) option.selected = values.includes(option.value);
      } else if (place instanceof HTMLTextAreaElement || place instanceof HTMLSelectElement || isWritten(place)) {
        const value = (values.shift() ?? "").replace(/\r\n/g, "\n");
        if (place.value !== value) other = true;
        place.value = value;
      }
    }
  }
  return other;
}

function isWritten(place: Element): place is HTMLInputElement {
  return place instanceof HTMLInputElement && !["hidden", "checkbox", "radio", "file", "submit"].includes(place.type);
}

function tell(form: HTMLFormElement, text: string, why = ""): void {
  const said = form.querySelector<HTMLElement>("[data-unsent]") ?? document.createElement("p");
  said.dataset.unsent = why;
  said.className = "note near";
  said.setAttribute("role", "status");
  form.append(said);
  said.textContent = text;
}
