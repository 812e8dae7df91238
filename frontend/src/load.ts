// Bringing a file: dropped or chosen, its bytes sent as they are, with how much is here; and how far a load is.
import { word } from "./words";

interface Issue {
  what: string;
  remedy: string;
}
interface State {
  state: string;
  what: string;
  done: number;
  total: number;
}

function tell(place: HTMLElement, issues: Issue[]): void {
  const list = document.createElement("ul");
  list.className = "issues note";
  for (const issue of issues) {
    const line = list.appendChild(document.createElement("li"));
    line.appendChild(document.createElement("strong")).textContent = issue.what;
    line.appendChild(document.createElement("span")).textContent = issue.remedy;
  }
  place.replaceChildren(list);
}

class FileDrop extends HTMLElement {
  private sending: XMLHttpRequest | null = null;

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input[type=file]")!;
    const zone = this.querySelector<HTMLElement>(".drop")!;
    input.addEventListener("change", () => this.send(input.files?.[0]));
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.add("over");
      });
    }
    for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      this.send(event.dataTransfer?.files[0]);
    });
    this.querySelector("[data-stop]")?.addEventListener("click", () => this.sending?.abort());
  }

  private send(file: File | undefined): void {
    if (!file || this.sending) return;
    const [bar, said, wrong] = [this.inside<HTMLProgressElement>("progress"), this.inside("[data-said]"),
                                this.inside("[data-wrong]")];
    const asked = (this.sending = new XMLHttpRequest());
    wrong.replaceChildren();
    this.inside(".going").hidden = false;
    said.textContent = word("Bringing {file} …", { file: file.name });
    asked.upload.addEventListener("progress", (event) => {
      bar.value = event.total ? (100 * event.loaded) / event.total : 0;
    });
    asked.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      said.textContent = word("It is here. Looking at what it is …");
    });
    asked.addEventListener("load", () => {
      const told = this.read(asked);
      if (asked.status === 201 && told.location) location.assign(told.location);
      else this.over(told.issues ?? [{ what: word("The file was not taken."), remedy: word("Try again.") }]);
    });
    asked.addEventListener("error", () =>
      this.over([{ what: word("The file did not get through."),
                   remedy: word("Check the connection, then bring it again.") }]));
    asked.addEventListener("abort", () =>
      this.over([{ what: word("Stopped."), remedy: word("Nothing of the file was kept.") }]));
    asked.open("POST", `${this.dataset.to}?name=${encodeURIComponent(file.name)}`);
    asked.setRequestHeader("content-type", "application/octet-stream");
    asked.send(file);
  }

  private read(asked: XMLHttpRequest): { location?: string; issues?: Issue[] } {
    try {
      return JSON.parse(asked.responseText);
    } catch {
      return {};
    }
  }

  private over(issues: Issue[]): void {
    this.sending = null;
    this.inside(".going").hidden = true;
    this.querySelector<HTMLInputElement>("input[type=file]")!.value = "";
    tell(this.inside("[data-wrong]"), issues);
  }

  private inside<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
    return this.querySelector<Kind>(selector)!;
  }
}

class LoadProgress extends HTMLElement {
  connectedCallback(): void {
    const look = async (): Promise<void> => {
      try {
        const answer = await fetch(this.dataset.from!, { headers: { accept: "application/json" } });
        const told: State = await answer.json();
        if (told.state !== this.dataset.while) return location.reload();
        const bar = this.querySelector("progress")!;
        if (told.total) [bar.max, bar.value] = [told.total, told.done];
        else bar.removeAttribute("value");
        this.querySelector("[data-said]")!.textContent = told.what;
      } catch {
        this.querySelector("[data-said]")!.textContent =
          word("The connection is lost; the load goes on. Trying again …");
      }
      setTimeout(look, 700);
    };
    setTimeout(look, 300);
  }
}

// A file beside a text field is read into it, so that it can be looked at and corrected before it is sent.
for (const input of document.querySelectorAll<HTMLInputElement>("input[data-into]")) {
  input.addEventListener("change", async () => {
    const field = document.getElementById(input.dataset.into!) as HTMLTextAreaElement;
    const file = input.files?.[0];
    if (file && file.size < 1_000_000) field.value = await file.text();
    else if (file)
      field.value = word("This file is too large to be compared here; use: {command}", {
        command: "fourscore reconcile CENTRE FILE",
      });
  });
}

// Where nobody told this computer's zone to the server, the browser knows it.
const zone = document.querySelector<HTMLInputElement>("input[data-zone]");
if (zone && zone.value === "UTC") zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

customElements.define("file-drop", FileDrop);
customElements.define("load-progress", LoadProgress);
