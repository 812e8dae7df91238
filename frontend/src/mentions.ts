// While somebody writes @ and a name, the people who may see the figure are offered; which they are the server says.
import { word } from "./words";

const SOUGHT = /(?:^|\s)@([^@\n]{0,40})$/;

let list: HTMLUListElement | null = null;
let asked = 0;

function close(): void {
  list?.remove();
  list = null;
}

function sought(field: HTMLTextAreaElement): string | null {
  const found = SOUGHT.exec(field.value.slice(0, field.selectionStart));
  return found ? (found[1] ?? "") : null;
}

function put(field: HTMLTextAreaElement, name: string): void {
  const start = field.value.slice(0, field.selectionStart);
  const kept = start.slice(0, start.lastIndexOf("@") + 1);
  field.setRangeText(`${kept}${name} `, 0, field.selectionStart, "end");
  close();
  field.focus();
}

function show(field: HTMLTextAreaElement, names: string[]): void {
  close();
  if (names.length === 0) return;
  list = document.createElement("ul");
  list.className = "names";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", word("People who see this figure"));
  names.forEach((name, place) => {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(place === 0));
    item.textContent = name;
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      put(field, name);
    });
    list?.append(item);
  });
  field.after(list);
}

async function offer(field: HTMLTextAreaElement): Promise<void> {
  const start = sought(field);
  const mine = ++asked;
  if (start === null) return close();
  const answer = await fetch(`${field.dataset.people}&q=${encodeURIComponent(start)}`);
  const names = answer.ok ? ((await answer.json()) as string[]) : []; // one that is not read would hold its connection
  if (mine === asked) show(field, names);
}

function step(by: 1 | -1): void {
  const items = [...(list?.children ?? [])];
  const here = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = (here + by + items.length) % items.length;
  items.forEach((item, place) => item.setAttribute("aria-selected", String(place === next)));
}

export function offerNames(): void {
  document.addEventListener("input", (event) => {
    if (event.target instanceof HTMLTextAreaElement && event.target.dataset.people) void offer(event.target);
  });
  document.addEventListener("focusout", close);
  document.addEventListener("keydown", (event) => {
    if (!list || !(event.target instanceof HTMLTextAreaElement)) return;
    const chosen = list.querySelector('[aria-selected="true"]')?.textContent;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) put(event.target, chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
