// The keyboard: "g" and a letter goes to a page, j and k walk the rows, "/" searches, "?" shows the sheet.
import { keep, recall } from "./store";

const PAUSE_MS = 1200;

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, select, textarea"));
}

function walk(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => row.offsetParent !== null);
  if (rows.length === 0) return;
  const here = rows.indexOf(document.activeElement as HTMLElement);
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + step));
  rows[next]?.focus();
}

function sheet(): HTMLDialogElement | null {
  return document.querySelector<HTMLDialogElement>("dialog[data-sheet]");
}

function tend(dialog: HTMLDialogElement): void {
  const silent = dialog.querySelector<HTMLInputElement>("[data-keys-off]");
  if (!silent) return;
  silent.checked = recall("keys") === "off";
  silent.addEventListener("change", () => keep("keys", silent.checked ? "off" : "on"));
}

export function listenToKeys(search: (() => void) | null): void {
  let going = -Infinity; // when "g" was pressed
  const dialog = sheet();
  if (dialog) tend(dialog);
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-sheet-button]")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog?.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    if (document.querySelector("dialog[open]") || recall("keys") === "off") return;
    if (event.timeStamp - going < PAUSE_MS) {
      going = -Infinity;
      const link = document.querySelector<HTMLAnchorElement>(`a[data-go="${CSS.escape(event.key)}"]`);
      if (link) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    if (event.key === "g") going = event.timeStamp;
    else if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "/") {
      event.preventDefault();
      search?.();
    } else if (event.key === "?") dialog?.showModal();
  });
}
