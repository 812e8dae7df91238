// The button that turns light into dark and back; the choice is kept in this browser.
import { keep } from "./store";
import { word } from "./words";

const dark = matchMedia("(prefers-color-scheme: dark)");

function shown(): "light" | "dark" {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return dark.matches ? "dark" : "light";
}

export function offerThemes(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-theme-button]");
  if (!button) return;
  const say = (): void => {
    button.setAttribute("aria-label", shown() === "dark" ? word("Use the light colours") : word("Use the dark colours"));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = shown() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    keep("theme", next);
    say();
  });
  dark.addEventListener("change", say);
  say();
}
