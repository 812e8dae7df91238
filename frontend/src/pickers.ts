// A picker chosen by pointer shows at once; by keyboard it waits for Enter, so that walking its list loads nothing.
export function tendPickers(): void {
  let pointer = false;
  document.addEventListener("pointerdown", () => (pointer = true));
  document.addEventListener("keydown", () => (pointer = false));
  for (const select of document.querySelectorAll<HTMLSelectElement>("form[data-auto] select")) {
    select.addEventListener("change", () => {
      if (pointer) select.form?.requestSubmit();
    });
    select.addEventListener("keydown", (event) => {
      if (event.key === "Enter") select.form?.requestSubmit();
    });
  }
}
