// Search and commands: a dialog over the page, answered by the server with one small fragment for each word typed.
import { word } from "./words";

const PAUSE_MS = 60;

function element<T extends Element>(within: ParentNode, wanted: string): T | null {
  return within.querySelector<T>(wanted);
}

class Finder {
  private options: HTMLElement[] = [];
  private at = 0;
  private asked: AbortController | null = null;
  private timer = 0;
  private shown: string | null = null; // what was typed when the list was made
  private go = false; // Enter was pressed before the list for what is typed was there

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly field: HTMLInputElement,
    private readonly list: HTMLElement,
  ) {
    field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.ask(), PAUSE_MS);
    });
    field.addEventListener("keydown", (event) => this.key(event));
    field.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.shown === field.value) {
        this.options[this.at]?.click();
        return;
      }
      this.go = true;
      clearTimeout(this.timer);
      void this.ask();
    });
    list.addEventListener("click", (event) => this.chosen(event));
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) this.close();
    });
  }

  open(): void {
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.go = false;
    this.field.value = "";
    void this.ask();
  }

  // Without the blur the hidden field holds the keyboard until the next picture is drawn, and a key pressed
  // meanwhile is lost in it.
  private close(): void {
    this.dialog.close();
    this.field.blur();
  }

  private async ask(): Promise<void> {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const wanted = this.field.value;
    const from = location.pathname + location.search;
    const query = new URLSearchParams({ part: "1", q: wanted, from });
    try {
      const answer = await fetch(`/search?${query}`, { signal: asked.signal, headers: { "hx-request": "true" } });
      const text = await answer.text();
      if (answer.ok) this.list.innerHTML = text;
      else this.say(text.length < 200 ? text : word("This cannot be searched right now."));
    } catch {
      if (asked.signal.aborted) return;
      this.say(word("The centre cannot be reached right now."));
    }
    this.options = [...this.list.querySelectorAll<HTMLElement>("[role=option]:not([aria-disabled])")];
    this.shown = wanted;
    this.choose(0);
    if (this.go) this.options[0]?.click();
    this.go = false;
  }

  private say(text: string): void {
    const line = document.createElement("p");
    line.className = "blank muted";
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    line.textContent = text;
    this.list.replaceChildren(line);
  }

  private choose(at: number): void {
    this.options[this.at]?.setAttribute("aria-selected", "false");
    this.at = this.options.length ? (at + this.options.length) % this.options.length : 0;
    const option = this.options[this.at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would only be emptied
      this.close();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.choose(this.at + step);
  }

  private chosen(event: Event): void {
    const option = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
    if (!option || option.ariaDisabled) return;
    if (option.dataset.do || option.hasAttribute("download")) this.close();
    if (option.dataset.do === "theme") element<HTMLElement>(document, "[data-theme-button]")?.click();
    if (option.dataset.do === "print") window.print();
    if (option.dataset.do === "language") element<HTMLElement>(document, "form.tongues select, form.tongues button")?.focus();
    if (option.dataset.do === "keys") element<HTMLElement>(document, "[data-sheet-button]")?.click();
  }
}

// What opens it, for whoever has a key for that; without the dialog on the page, nothing.
export function offerSearch(): (() => void) | null {
  const dialog = element<HTMLDialogElement>(document, "dialog[data-find]");
  const field = dialog && element<HTMLInputElement>(dialog, "input");
  const list = dialog && element<HTMLElement>(dialog, "[role=listbox]");
  if (!dialog || !field || !list) return null;
  const finder = new Finder(dialog, field, list);
  const open = (): void => finder.open();
  element<HTMLElement>(document, "[data-search]")?.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  return open;
}
