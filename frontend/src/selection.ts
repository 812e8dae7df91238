// Beside the table a measure opens in the panel; where the panel has no room, its link opens the measure's own page.
const roomy = matchMedia("(min-width: 1181px)");

export function keepSelection(): void {
  const table = document.querySelector<HTMLElement>("[data-measures]");
  if (!table) return;
  table.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[data-row]") : null;
      if (!link) return;
      const aside = event.ctrlKey || event.metaKey || event.shiftKey;
      if (aside || !roomy.matches) event.stopPropagation();
    },
    true,
  );
  document.addEventListener("htmx:after:swap", () => {
    const shown = document.querySelector<HTMLElement>("#panel [data-measure]")?.dataset.measure;
    for (const link of table.querySelectorAll<HTMLAnchorElement>("a[data-row]")) {
      const chosen = link.dataset.measure === shown;
      link.closest("tr")?.classList.toggle("chosen", chosen);
      if (chosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  });
}
