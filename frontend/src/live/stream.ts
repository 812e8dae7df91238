// One stream of live numbers: kept open, opened again with ever longer waits, and never taken for alive when it is not.
// It reads the stream by itself (not by EventSource) because it has to know why one was refused.

/** How the stream stands. out: one has to sign in again. ended: there is nothing for this reader any more. */
export type State = "live" | "lost" | "out" | "ended";

/** A message: what it is about, its JSON, and by how many ms the server's clock is before this browser's. */
export interface Message {
  event: string;
  text: string;
  skew: number;
}

export interface Ear {
  message(message: Message): void;
  /** It lives. build: which script the server has for its pages now. */
  beat(skew: number, build: string): void;
  state(state: State): void;
}

const SILENT_MS = 12_000; // the server says something every 5 s
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
const REFUSED_MS = 60_000;

export class Stream {
  private address = "";
  private last = "";
  private wait = FIRST_MS;
  private abort: AbortController | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly ear: Ear) {}

  /** Follow that address from now on; nothing where it is empty. */
  follow(address: string): void {
    if (address === this.address) return;
    this.address = address;
    this.last = "";
    this.wait = FIRST_MS;
    this.abort?.abort();
    this.wake?.();
    if (address) void this.run(address);
  }

  /** Try at once: the network came back, or somebody looks again. */
  hurry(): void {
    this.wait = FIRST_MS;
    this.wake?.();
  }

  private async run(address: string): Promise<void> {
    while (this.address === address) {
      const pause = await this.listen(address);
      if (this.address !== address) return;
      await new Promise<void>((done) => {
        const timer = setTimeout(done, pause);
        this.wake = () => {
          clearTimeout(timer);
          done();
        };
      });
      this.wake = undefined;
    }
  }

  /** Listen until it ends; how long to wait before the next try. */
  private async listen(address: string): Promise<number> {
    const abort = new AbortController();
    this.abort = abort;
    let timer = setTimeout(() => abort.abort(), SILENT_MS);
    try {
      const headers: Record<string, string> = { accept: "text/event-stream" };
      if (this.last) headers["last-event-id"] = this.last;
      const answer = await fetch(address, { headers, signal: abort.signal, redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect" || answer.status === 401) return this.refused("out");
      if (answer.status === 404 || answer.status === 410) return this.refused("ended");
      if (!answer.ok || !answer.body) throw new Error(String(answer.status));
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        clearTimeout(timer);
        timer = setTimeout(() => abort.abort(), SILENT_MS);
        if (this.address !== address) return 0;
        rest = this.take(rest + value);
      }
    } catch {
      // Lost, or given up: either way it is opened again.
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
    if (this.address !== address) return 0;
    this.ear.state("lost");
    const pause = this.wait * (0.75 + Math.random() / 2); // not all browsers at the same moment
    this.wait = Math.min(this.wait * 2, LONGEST_MS);
    return pause;
  }

  private refused(state: State): number {
    this.last = "";
    this.ear.state(state);
    return REFUSED_MS;
  }

  /** Hand on every whole message; what is left of the text. */
  private take(text: string): string {
    const parts = text.split("\n\n");
    const rest = parts.pop() ?? "";
    for (const part of parts) {
      let event = "";
      let data = "";
      for (const line of part.split("\n")) {
        if (line.startsWith("event: ")) event = line.slice(7);
        else if (line.startsWith("data: ")) data = line.slice(6);
        else if (line.startsWith("id: ")) this.last = line.slice(4);
      }
      if (event === "gone" || !data) continue;
      const { now, build } = JSON.parse(data) as { now: number; build?: string };
      const skew = now - Date.now();
      this.wait = FIRST_MS;
      this.ear.state("live");
      if (event === "beat") this.ear.beat(skew, build ?? "");
      else this.ear.message({ event, text: data, skew });
    }
    return rest;
  }
}

/** Where these topics are streamed, in the language of the page: by another tab the reader may ask for another now. */
export function addressOf(topics: Iterable<string>, link: string, language: string): string {
  const shows = link ? [`link=${encodeURIComponent(link)}`]
    : [...new Set(topics)].sort().map((topic) => `show=${encodeURIComponent(topic)}`);
  return shows.length > 0 ? `/live/stream?${shows.join("&")}&language=${encodeURIComponent(language)}` : "";
}
