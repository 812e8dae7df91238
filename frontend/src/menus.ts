// A menu in the head of a page closes when something else is clicked, and with Escape, which leads back to its button.

function open(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")];
}

/** The menu of pages stands where this page's name is seen, however long it is. */
export function showWhereOneIs(): void {
  const here = document.querySelector<HTMLElement>(".side [aria-current=page]");
  const around = here?.closest<HTMLElement>("ul")?.parentElement;
  for (const box of [here?.closest<HTMLElement>("ul"), around]) {
    if (!here || !box) continue;
    const place = here.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    if (box.scrollWidth > box.clientWidth) box.scrollLeft += place.x + place.width / 2 - frame.x - frame.width / 2;
    if (box.scrollHeight > box.clientHeight && place.bottom > frame.bottom) box.scrollTop += place.bottom - frame.bottom + frame.height / 3;
  }
}

export function closeMenus(): void {
  document.addEventListener("click", (event) => {
    for (const menu of open()) {
      if (!(event.target instanceof Node) || !menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}
