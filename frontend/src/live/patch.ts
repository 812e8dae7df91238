// Writes a message into the page: only what says something else is touched, and what is there is used again.

export type Plain = { [name: string]: string | number | boolean | null | Plain[] };

/** The places of one entry (or of the page): by name, those of entries within it left out. */
interface Places {
  fields: Map<string, HTMLElement[]>;
  lists: Map<string, HTMLElement>;
  marks: SVGElement[];
  toned: Element[];
}

const TONES = ["good", "near", "off", "unsure", "none"];
const RUNNING = ["value", "wait"]; // where the length of time stands that `since` tells the beginning of
const known = new WeakMap<Element, Places>();
const states = new WeakMap<Element, string>();

function placesOf(entry: Element): Places {
  const there = known.get(entry);
  if (there) return there;
  const places: Places = { fields: new Map(), lists: new Map(), marks: [], toned: [] };
  const look = (element: Element): void => {
    const { f, list, mark, tone } = (element as HTMLElement).dataset;
    if (f !== undefined) places.fields.set(f, [...(places.fields.get(f) ?? []), element as HTMLElement]);
    if (list !== undefined) places.lists.set(list, element as HTMLElement);
    if (mark !== undefined) places.marks.push(element as SVGElement);
    if (tone !== undefined) places.toned.push(element);
    for (const child of element.children) if ((child as HTMLElement).dataset.key === undefined) look(child);
  };
  look(entry);
  known.set(entry, places);
  return places;
}

function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function paint(places: Places, tone: string): void {
  for (const element of places.toned) {
    if (tone && element.classList.contains(tone)) continue;
    element.classList.remove(...TONES);
    if (tone) element.classList.add(tone);
  }
  for (const mark of places.marks) {
    if (mark.classList.contains(tone || "none")) continue;
    mark.classList.remove(...TONES);
    mark.classList.add(tone || "none");
    mark.firstElementChild?.setAttribute("href", `#s-${tone || "none"}`);
  }
}

/** Let a name lead to its number, where there is one to be opened. */
function lead(element: HTMLElement, query: string): void {
  const to = query && `${element.dataset.to ?? ""}${query}`;
  if (to && element.getAttribute("href") !== to) element.setAttribute("href", to);
  else if (!to) element.removeAttribute("href");
}

/** Write what the message says into an entry and all below it. */
export function patch(entry: HTMLElement, said: Plain, templates: Map<string, HTMLTemplateElement>): void {
  const places = placesOf(entry);
  const runs = typeof said.since === "number";
  for (const [name, value] of Object.entries(said)) {
    if (Array.isArray(value)) {
      const list = places.lists.get(name);
      if (list) patchList(list, value, name, templates);
    } else if (name === "tone") paint(places, String(value));
    else if (name === "state") {
      const before = states.get(entry) ?? [...entry.classList].find((one) => one !== "agent") ?? "";
      if (before && before !== value) entry.classList.remove(before);
      entry.classList.add(String(value));
      states.set(entry, String(value));
    } else
      for (const element of places.fields.get(name) ?? []) {
        if (name === "query") lead(element, String(value));
        else if (RUNNING.includes(name) && runs) {
          if (element.dataset.since !== String(said.since)) element.dataset.since = String(said.since);
        } else {
          if (element.dataset.since !== undefined) delete element.dataset.since;
          write(element, value === null ? "" : String(value));
        }
      }
  }
}

function patchList(list: HTMLElement, said: Plain[], name: string, templates: Map<string, HTMLTemplateElement>): void {
  const there = new Map([...list.children].map((one) => [(one as HTMLElement).dataset.key ?? "", one as HTMLElement]));
  let before: Element | null = null;
  for (const one of said) {
    const key = String(one.key);
    let entry = there.get(key);
    there.delete(key);
    if (!entry) {
      const made = templates.get(name)?.content.firstElementChild?.cloneNode(true);
      if (!(made instanceof HTMLElement)) continue;
      entry = made;
      entry.dataset.key = key;
    }
    patch(entry, one, templates);
    const next: Element | null = before ? before.nextElementSibling : list.firstElementChild;
    if (next !== entry) list.insertBefore(entry, next);
    before = entry;
  }
  for (const gone of there.values()) gone.remove();
}

/** A length of time as a stop watch shows it; the server writes it the same way. */
export function length(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const two = (part: number): string => String(part).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Let every length of time go on to this moment. */
export function goOn(now: number): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-since]"))
    write(element, length(now - Number(element.dataset.since)));
}
