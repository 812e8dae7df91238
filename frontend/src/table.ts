// A table whose heads are links that sort it: with script it is sorted here, in the order the server would give it,
// and the address follows, so that it can be sent on.
type Key = number | string | null;

// From so many rows on, more than a few screens, they stand in parts of so many; the browser passes over those out of
// sight, and neither lays them out nor draws them.
const MANY = 120;
const PART = 30;
const SEEN = 2 * PART; // more than a screen holds
const SIGN = 18; // pixels, with the gap before it

function keyOf(cell: HTMLTableCellElement | undefined, numbers: boolean): Key {
  const said = cell?.getAttribute("data-v") ?? "";
  if (said === "") return null;
  return numbers ? Number(said) : said;
}

// How wide a column is, or has to be for its head to take the sign of the order.
function wide(head: HTMLTableCellElement): number {
  const there = head.getBoundingClientRect().width;
  const link = head.querySelector("a.sort");
  if (!link || link.querySelector("span[aria-hidden]")) return there;
  const around = parseFloat(getComputedStyle(head).paddingInlineStart) + parseFloat(getComputedStyle(head).paddingInlineEnd);
  return Math.max(there, link.getBoundingClientRect().width + around + SIGN);
}

class SortTable extends HTMLElement {
  private rows: HTMLTableRowElement[] | null = null;
  private keys = new Map<number, Key[]>(); // by column, in the answer's own order; read once
  private sorting = 0; // which one is under way: a later one takes over
  private wide = 0; // of the window, when the columns were held

  connectedCallback(): void {
    // Whoever is about to sort finds the table ready for it.
    for (const sign of ["pointerover", "focusin"]) {
      this.addEventListener(sign, (event) => {
        if (event.target instanceof Element && event.target.closest("thead")) this.hold();
      }, { passive: true });
    }
    window.addEventListener("resize", this.release);
    this.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("thead a.sort") : null;
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
      if (this.hasAttribute("data-part")) return; // not all of its rows are here: the server sorts them all
      event.preventDefault();
      this.sort(link);
    });
  }

  sort(link: HTMLAnchorElement): void {
    const head = link.closest("th");
    if (!head) return;
    const asked = new URL(link.href);
    const falling = asked.searchParams.get("order") === "down";
    const column = head.cellIndex;
    const rows = (this.rows ??= [...this.querySelectorAll<HTMLTableRowElement>("tbody tr")].sort(
      (one, other) => Number(one.getAttribute("data-place")) - Number(other.getAttribute("data-place"))));
    let keys = this.keys.get(column);
    if (!keys) {
      const numbers = "numbers" in head.dataset;
      this.keys.set(column, (keys = rows.map((row) => keyOf(row.cells[column], numbers))));
    }
    const there: number[] = [];
    const missing: number[] = [];
    keys.forEach((key, place) => (key === null ? missing : there).push(place));
    there.sort((one, other) => {
      const a = keys[one]!;
      const b = keys[other]!;
      return a === b ? one - other : a < b === falling ? 1 : -1; // equal ones keep the answer's own order, as on the server
    });
    this.hold();
    this.show([...there, ...missing].map((place) => rows[place]!));
    this.tell(head, falling);
    history.replaceState(history.state, "", link.href);
    for (const other of this.querySelectorAll<HTMLAnchorElement>("thead a.sort")) this.turn(other, link, falling);
    this.follow(asked);
  }

  // The first parts get their rows before the next picture, and those that stood there go to the end meanwhile; all others
  // are brought into order right after it. Until then the table says that it is busy.
  private show(rows: HTMLTableRowElement[]): void {
    const mine = ++this.sorting;
    const parts = this.querySelectorAll("tbody");
    const many = parts.length > 1 ? PART : rows.length;
    const bring = (from: number, until: number): void => {
      for (let place = from; place < until; place++) parts[Math.floor(place / many)]!.appendChild(rows[place]!);
    };
    if (parts.length * many <= SEEN || parts.length === 1) return bring(0, rows.length);
    const seen = new Set(rows.slice(0, SEEN));
    for (const part of [...parts].slice(0, SEEN / PART)) {
      for (const row of [...part.rows]) if (!seen.has(row)) parts[parts.length - 1]!.appendChild(row);
    }
    bring(0, SEEN);
    this.setAttribute("aria-busy", "true");
    const rest = (): void => {
      if (mine !== this.sorting) return; // a later one brings them all
      bring(SEEN, rows.length);
      this.removeAttribute("aria-busy");
    };
    requestAnimationFrame(() => requestAnimationFrame(rest)); // the picture after the one that shows the new order
  }

  // Columns stay as wide as they are, and rows stand in parts (what CSS makes of `held`). What the table is to a reader of
  // its structure is said, since it is drawn as none.
  private hold(): void {
    const table = this.querySelector("table");
    const heads = table?.tHead?.rows[0];
    const body = table?.tBodies[0];
    if (!table || !heads || !body || table.classList.contains("held") || body.rows.length <= MANY) return;
    if (this.hasAttribute("data-part")) return;
    if (table.querySelector("[colspan]") || body.rows[0]!.cells.length !== heads.cells.length) return;
    this.wide = window.innerWidth;
    const widths = [...heads.cells].map((head) => `${wide(head)}px`);
    const high = body.getBoundingClientRect().height / body.rows.length;
    if (table.tBodies.length === 1) this.divide(body, high);
    // After the picture: a thousand rows have many cells.
    requestAnimationFrame(() => setTimeout(() => this.structure(table), 0));
    table.style.setProperty("--columns", widths.join(" "));
    table.classList.add("held");
  }

  private divide(body: HTMLTableSectionElement, high: number): void {
    const rows = [...body.rows];
    let last = body;
    for (let from = 0; from < rows.length; from += PART) {
      const here = from === 0 ? body : document.createElement("tbody");
      const some = rows.slice(from, from + PART);
      if (here !== body) {
        here.append(...some);
        last.after(here);
        last = here;
      }
      here.style.setProperty("--high", `${high * some.length}px`);
    }
  }

  private release = (): void => {
    if (window.innerWidth !== this.wide) this.querySelector("table.held")?.classList.remove("held");
  };

  private structure(table: HTMLTableElement): void {
    if (table.hasAttribute("role")) return;
    table.setAttribute("role", "table");
    for (const part of table.children) {
      if (part instanceof HTMLTableSectionElement) part.setAttribute("role", "rowgroup");
    }
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      for (const cell of row.cells) {
        cell.setAttribute("role", cell.tagName === "TD" ? "cell" : cell.scope === "col" ? "columnheader" : "rowheader");
      }
    }
  }

  disconnectedCallback(): void {
    window.removeEventListener("resize", this.release);
  }

  private tell(head: HTMLTableCellElement, falling: boolean): void {
    for (const th of this.querySelectorAll("thead th")) {
      th.removeAttribute("aria-sort");
      th.querySelector("span[aria-hidden]")?.remove();
    }
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const sign = document.createElement("span");
    sign.ariaHidden = "true";
    sign.textContent = falling ? "▼" : "▲";
    head.querySelector("a")?.append(sign);
  }

  // What a click on a head asks for next: the sorted one turned round, every other its own first way.
  private turn(other: HTMLAnchorElement, chosen: HTMLAnchorElement, falling: boolean): void {
    const address = new URL(other.href);
    const first = other.closest("th")?.dataset.first ?? "down";
    address.searchParams.set("order", other === chosen ? (falling ? "up" : "down") : first);
    other.href = address.href;
  }

  // What takes the table along takes it in the order shown.
  private follow(asked: URL): void {
    for (const way of document.querySelectorAll<HTMLAnchorElement>("a[data-sorted]")) {
      const address = new URL(way.href);
      for (const name of ["sort", "order"]) address.searchParams.set(name, asked.searchParams.get(name) ?? "");
      way.href = address.href;
    }
  }
}

export function defineTable(): void {
  customElements.define("sort-table", SortTable);
}
