// The strategy editor: links drawn on the map by mouse, finger or keyboard, and steps undone by Ctrl+Z. Each of them only
// leads to a form that is there without script too.
import { word } from "./words";

const FORM = "/edit/link/new";
const EDGE = 48; // pixels from the window's or the map's edge within which drawing scrolls on
const STEP = 24;
const FAR = 6; // pixels a mouse moves before a press on a card is a link being drawn

type Card = SVGAElement;

function nameOf(card: Card): string {
  return card.querySelector(".title")?.textContent?.trim() ?? card.dataset["objective"] ?? "";
}

function cardAt(x: number, y: number): Card | null {
  return document.elementFromPoint(x, y)?.closest<Card>("a[data-objective]") ?? null;
}

function drawLink(from: Card, to: Card): void {
  const ends = new URLSearchParams({ from: from.dataset["objective"] ?? "", to: to.dataset["objective"] ?? "" });
  location.assign(`${FORM}?${ends}`);
}

// A line that follows the pointer, in the drawing's own units.
class Line {
  private readonly path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  private readonly start: DOMPoint;

  constructor(private readonly svg: SVGSVGElement, x: number, y: number) {
    this.start = this.inside(x, y);
    this.path.setAttribute("class", "drawn");
    svg.append(this.path);
    this.to(x, y);
  }

  to(x: number, y: number): void {
    const end = this.inside(x, y);
    this.path.setAttribute("d", `M${this.start.x} ${this.start.y}L${end.x} ${end.y}`);
  }

  remove(): void {
    this.path.remove();
  }

  private inside(x: number, y: number): DOMPoint {
    return new DOMPoint(x, y).matrixTransform(this.svg.getScreenCTM()?.inverse());
  }
}

function scrollOn(svg: SVGSVGElement, x: number, y: number): void {
  if (y < EDGE) scrollBy(0, -STEP);
  else if (y > innerHeight - EDGE) scrollBy(0, STEP);
  const box = svg.parentElement;
  const { left, right } = (box ?? svg).getBoundingClientRect();
  if (x < left + EDGE) box?.scrollBy(-STEP, 0);
  else if (x > right - EDGE) box?.scrollBy(STEP, 0);
}

function listenToPointers(svg: SVGSVGElement): void {
  let from: Card | null = null;
  let at = { x: 0, y: 0 };
  let line: Line | null = null;
  let over: Card | null = null;

  const show = (card: Card | null): void => {
    over?.classList.remove("over");
    over = card && card !== from ? card : null;
    over?.classList.add("over");
  };
  const end = (): void => {
    show(null);
    line?.remove();
    line = from = null;
  };
  svg.addEventListener("pointerdown", (event) => {
    const card = event.target instanceof Element ? event.target.closest<Card>("a[data-objective]") : null;
    // A finger scrolls the map; only from a card's knob it draws.
    if (!card || event.button !== 0 || (event.pointerType !== "mouse" && !(event.target as Element).closest("[data-port]")))
      return;
    from = card;
    at = { x: event.clientX, y: event.clientY };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    if (!line && Math.hypot(event.clientX - at.x, event.clientY - at.y) < FAR) return;
    if (!line) {
      line = new Line(svg, at.x, at.y);
      svg.setPointerCapture(event.pointerId);
    }
    scrollOn(svg, event.clientX, event.clientY);
    line.to(event.clientX, event.clientY);
    show(cardAt(event.clientX, event.clientY));
  });
  svg.addEventListener("pointerup", () => {
    const ends = line && from && over ? { from, to: over } : null;
    if (line) {
      // The click that follows would open the card.
      svg.addEventListener("click", (event) => event.preventDefault(), { once: true, capture: true });
      setTimeout(end);
    } else end();
    if (ends) drawLink(ends.from, ends.to);
  });
  svg.addEventListener("pointercancel", end);
  // A finger that begins at a knob draws, and scrolls nothing.
  svg.addEventListener(
    "touchstart",
    (event) => {
      if (event.target instanceof Element && event.target.closest("[data-port]")) event.preventDefault();
    },
    { passive: false },
  );
  svg.addEventListener("dragstart", (event) => event.preventDefault());
}

function listenToLinking(svg: SVGSVGElement, told: HTMLElement): void {
  let from: Card | null = null;
  const begin = (card: Card | null): void => {
    from?.classList.remove("from");
    from = card;
    from?.classList.add("from");
    told.hidden = !card;
    told.textContent = card
      ? word("A link from “{objective}”: go to the objective that it moves and press Enter. Esc leaves it.", {
          objective: nameOf(card),
        })
      : "";
  };
  svg.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const card = event.target instanceof Element ? event.target.closest<Card>("a[data-objective]") : null;
      if (event.key === "Escape" && from) begin(null);
      else if (event.key === "c" && card) begin(card);
      else if (event.key === "Enter" && card && from && card !== from) drawLink(from, card);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}

function listenToSteps(): void {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.target instanceof HTMLElement && event.target.matches("input, select, textarea")) return;
    const key = event.key.toLowerCase();
    const step = key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : null;
    const form = step && document.querySelector<HTMLFormElement>(`form[data-step="${step}"]`);
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

const svg = document.querySelector<SVGSVGElement>("[data-map] svg");
const told = document.querySelector<HTMLElement>("[data-linking]");
if (svg) listenToPointers(svg);
if (svg && told) listenToLinking(svg, told);
listenToSteps();
