// Texts of the page scripts in the language of who reads. A page in another language brings their translations with it;
// the messages are gathered from these sources, so each stands as one plain "…" where it is said.
let brought: Record<string, string> | undefined;

export function word(message: string, values: Record<string, string> = {}): string {
  brought ??= JSON.parse(document.querySelector("script[data-words]")?.textContent || "{}") as Record<string, string>;
  return (brought[message] ?? message).replace(/\{(\w+)\}/g, (name, key: string) => values[key] ?? name);
}

/** How numbers and dates are written here, with the digits that the server writes. */
export function locale(): string {
  const language = document.documentElement.lang || "en";
  return language === "en" ? "en-GB" : `${language}-u-nu-latn`;
}
