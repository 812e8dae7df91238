// A live page: hears the browser's one stream, writes what it says, lets times go on, and says when it is not live.
import { compareClocks, ownTime } from "../clock";
import { word } from "../words";
import { goOn, patch, Plain } from "./patch";
import { addressOf, Message, State, Stream } from "./stream";
import type { Asked, Told } from "./worker";

const SILENT_MS = 15_000; // then the page is no longer taken for live, whoever should have spoken
const DEAD_MS = 25_000;   // then the shared worker is given up, and the page listens by itself

const root = document.querySelector<HTMLElement>("[data-live]");
if (root) tend(root);

function tend(root: HTMLElement): void {
  const topic = root.dataset.live ?? "";
  const link = root.dataset.link ?? "";
  const language = document.documentElement.lang;
  const whole = document.body;
  const templates = new Map(
    [...document.querySelectorAll<HTMLTemplateElement>("template[data-for]")].map((one) => [one.dataset.for ?? "", one]),
  );
  const lost = document.querySelector<HTMLElement>("[data-lost]");
  const complete = document.querySelector<HTMLElement>("[data-said]");
  let skew = Number(root.dataset.now) - Date.now();
  let heard = performance.now();
  let worked = heard; // when the shared worker was last heard of
  let ticked = heard;
  let state: State | undefined;
  let worker: SharedWorker | undefined;
  let own: Stream | undefined;

  function stand(now: State): void {
    if (now === state) return;
    state = now;
    const words: Record<State, string> = {
      live: "",
      lost: word("Reconnecting…"),
      out: word("You were signed out: load the page again."),
      ended: link ? word("This link shows nothing any more.") : word("There is nothing live here for you any more."),
    };
    document.documentElement.classList.toggle("stale", now !== "live");
    if (lost) {
      lost.textContent = words[now];
      lost.hidden = now === "live";
    }
    if (now === "out" || now === "ended") for (const list of document.querySelectorAll("[data-list]")) list.replaceChildren();
    tick();
  }

  function show(message: Message): void {
    if (message.event !== topic) return;
    skew = message.skew;
    const said = JSON.parse(message.text) as Plain;
    patch(whole, said, templates);
    if (complete) complete.title = typeof said.at === "number" ? ownTime(new Date(said.at)) : "";
    document.documentElement.classList.toggle("troubled", said.trouble === true);
    tick();
  }

  function tick(): void {
    if (state !== "lost") goOn(Date.now() + skew);
  }

  function hear(told: Told): void {
    worked = performance.now();
    if (told.there) return;
    heard = worked;
    if (told.skew !== undefined) skew = told.skew;
    // A screen hangs for months: where the server was renewed, its page is, too.
    if (told.build && told.build !== root.dataset.build) location.reload();
    if (told.state) stand(told.state);
    else if (told.skew !== undefined || told.message) stand("live");
    const message = told.message ?? told.kept;
    if (message) show(message);
    else if (told.skew !== undefined) tick(); // what was told before came with the time of then
  }

  function alone(): void {
    worker?.port.close();
    worker = undefined;
    own ??= new Stream({
      message: (message) => hear({ message }),
      beat: (now, build) => hear({ skew: now, build }),
      state: (now) => hear({ state: now }),
    });
    own.follow(addressOf([topic], link, language));
  }

  function say(asked: Asked): void {
    worker?.port.postMessage(asked);
    if (asked.hurry) own?.hurry();
  }

  function together(): void {
    try {
      // Another reader, or another link, never hears what this one was told; nor is it told in another language.
      const name = `live ${language} ${link || (root.dataset.reader ?? "")}`;
      worker = new SharedWorker(root.dataset.worker ?? "", { name });
      worker.onerror = alone;
      worker.port.onmessage = (event: MessageEvent<Told>) => hear(event.data);
      say({ hello: topic, link, language });
    } catch {
      alone(); // a browser without shared workers
    }
  }

  addEventListener("pagehide", () => {
    say({ bye: true });
    own?.follow("");
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    heard = worked = performance.now();
    if (own) own.follow(addressOf([topic], link, language));
    else say({ hello: topic, link, language });
  });
  addEventListener("online", () => say({ hurry: true }));
  addEventListener("offline", () => stand("lost"));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    if (state === "lost") say({ hurry: true });
    tick();
  });
  setInterval(() => {
    const now = performance.now();
    if (now - ticked > DEAD_MS / 2) worked = now; // it slept, and so did the worker
    ticked = now;
    if (now - heard > SILENT_MS && state !== "out" && state !== "ended") stand("lost");
    if (now - worked > DEAD_MS && worker) alone();
    tick();
  }, 1000);
  compareClocks();
  setInterval(compareClocks, 3_600_000); // a screen hangs through the night on which clocks are changed
  if ("SharedWorker" in window) together();
  else alone();
}
