// Runs before the first paint, so that a stored choice of light or dark never flashes the other one.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage switched off in this browser: the system's own preference holds.
}
document.documentElement.classList.add("scripted");
