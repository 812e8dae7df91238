// A table whose heads are links that sort it: with script it is sorted here, in the order the server would give it,
// and the address follows, so that it can be sent on.
type Key = number | string | null;

// So many rows are put in order before the next picture, more than a screen holds; the others follow in steps.
const FIRST = 60;
const STEP = 200;

function keyOf(cell: HTMLTableCellElement | undefined, numbers: boolean): Key {
  const said = cell?.dataset.v;
  if (said === undefined || said === "") return null;
  return numbers ? Number(said) : said;
}

class SortTable extends HTMLElement {
  private rows: HTMLTableRowElement[] | null = null;
  private filling = 0; // which sorting is under way: a later one takes over

  connectedCallback(): void {
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
    const body = this.querySelector("tbody");
    if (!head || !body) return;
    const asked = new URL(link.href);
    const falling = asked.searchParams.get("order") === "down";
    const column = head.cellIndex;
    this.rows ??= [...body.rows].sort((one, other) => Number(one.dataset.place) - Number(other.dataset.place));
    const keys = new Map(this.rows.map((row) => [row, keyOf(row.cells[column], "numbers" in head.dataset)]));
    const there = this.rows.filter((row) => keys.get(row) !== null);
    const missing = this.rows.filter((row) => keys.get(row) === null);
    there.sort((one, other) => {
      const a = keys.get(one)!;
      const b = keys.get(other)!;
      return a === b ? 0 : a < b === falling ? 1 : -1; // equal ones keep the answer's own order, as on the server
    });
    this.show(body, [...there, ...missing]);
    this.tell(head, falling);
    history.replaceState(history.state, "", link.href);
    for (const other of this.querySelectorAll<HTMLAnchorElement>("thead a.sort")) this.turn(other, link, falling);
    this.follow(asked);
  }

  // The rows in this order: what a screen holds at once, the rest in steps. Those that have not come yet stay where they
  // are, below: to take a row out and in again costs the browser most, and the table keeps its height.
  private show(body: HTMLTableSectionElement, rows: HTMLTableRowElement[]): void {
    const mine = ++this.filling;
    if (rows.length <= 2 * FIRST) {
      body.replaceChildren(...rows);
      this.removeAttribute("aria-busy");
      return;
    }
    this.keepWidths();
    this.setAttribute("aria-busy", "true");
    const step = (from: number, many: number): void => {
      if (mine !== this.filling) return;
      const until = Math.min(rows.length, from + many);
      if (from === 0) body.prepend(...rows.slice(0, until));
      else rows[from - 1]?.after(...rows.slice(from, until));
      if (until < rows.length) setTimeout(() => step(until, STEP), 0);
      else this.removeAttribute("aria-busy");
    };
    step(0, FIRST);
  }

  // Columns stay as wide as they are while rows come and go.
  private keepWidths(): void {
    const table = this.querySelector("table");
    if (!table || table.classList.contains("held")) return;
    const heads = [...table.querySelectorAll<HTMLElement>("thead tr > *")];
    const widths = heads.map((head) => head.offsetWidth);
    heads.forEach((head, place) => (head.style.width = `${widths[place]}px`));
    table.classList.add("held");
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
