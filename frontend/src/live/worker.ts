// The one stream of a browser, shared by all its tabs: over HTTP/1.1 a browser opens six connections to a server, and
// with a stream for each tab the seventh would hang for good.
import { addressOf, Message, State, Stream } from "./stream";

/** What a tab says. hello: what it shows; bye: it is going away; hurry: try at once. */
export interface Asked {
  hello?: string;
  link?: string;
  language?: string; // of the page; all tabs of one worker are in the same
  bye?: boolean;
  hurry?: boolean;
}

/** What a tab is told. */
export interface Told {
  message?: Message;
  kept?: Message; // the last one there was, for a tab that came after it
  skew?: number;
  build?: string;
  state?: State;
  there?: true; // nothing but that it is there: while a server is away, it has nothing else to say
}

const BEAT_MS = 5_000;
const tabs = new Map<MessagePort, string>();
const newest = new Map<string, Message>();
let link = "";
let language = "";
let state: State | undefined;
let settling: ReturnType<typeof setTimeout> | undefined;

function tell(told: Told, to: Iterable<MessagePort> = tabs.keys()): void {
  for (const port of to) port.postMessage(told);
}

const stream = new Stream({
  message(message) {
    newest.set(message.event, message);
    for (const [port, topic] of tabs) if (topic === message.event) port.postMessage({ message } satisfies Told);
  },
  beat: (skew, build) => tell({ skew, build }),
  state(now) {
    if (now === "out" || now === "ended") newest.clear();
    if (now !== state) tell({ state: now });
    state = now;
  },
});

setInterval(() => tell({ there: true }), BEAT_MS);

/** Follow what the tabs show, a moment after one came or went: a page that is loaded again does both. */
function settle(): void {
  clearTimeout(settling);
  settling = setTimeout(() => {
    const shown = new Set(tabs.values());
    for (const event of newest.keys()) if (!shown.has(event)) newest.delete(event);
    if (shown.size === 0) state = undefined;
    stream.follow(shown.size > 0 ? addressOf(shown, link, language) : "");
  }, 50);
}

function hear(port: MessagePort, asked: Asked): void {
  if (asked.bye) {
    tabs.delete(port);
    settle();
  } else if (asked.hello !== undefined) {
    link = asked.link ?? "";
    language = asked.language ?? "";
    tabs.set(port, asked.hello);
    if (state !== undefined) tell({ state }, [port]);
    const there = newest.get(asked.hello);
    if (there) tell({ kept: there }, [port]);
    settle();
  }
  if (asked.hurry) stream.hurry();
}

(globalThis as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const port = event.ports[0];
  if (port) port.onmessage = (said: MessageEvent<Asked>) => hear(port, said.data);
};
