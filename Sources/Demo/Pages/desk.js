// A help desk as small as it can be. Everything it knows and does goes through the public API; all texts are set as text.

import { DeskApi } from "./desk-api.js";
import { Inbox } from "./desk-inbox.js";

const part = (id) => document.getElementById(id);
const api = new DeskApi();
const inbox = new Inbox();
const time = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const CHANNELS = { web: "web chat", whatsapp: "WhatsApp", telegram: "Telegram", twilio: "SMS" };
let current = null;
let isCaughtUp = false;

function element(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

// The list

function showList() {
  const focused = document.activeElement?.closest?.(".entry")?.dataset.id;
  const rows = inbox.list.map((entry) => element("li", {}, entryButton(entry)));
  part("list").replaceChildren(...rows);
  part("nobody").hidden = rows.length > 0;
  if (focused) part("list").querySelector(`[data-id="${focused}"]`)?.focus();
}

function entryButton(entry) {
  const name = inbox.nameOf(entry);
  const last = entry.messages.at(-1);
  const classes = `entry${entry.unread ? " unread" : ""}${entry.closed ? " closed" : ""}`;
  const count = entry.unread ? element("span", { class: "count", "aria-label": `${entry.unread} unread` }, String(entry.unread)) : null;
  const button = element("button", { type: "button", class: classes, "data-id": entry.id, "aria-current": String(entry.id === current) },
    element("span", { class: "face", "aria-hidden": "true" }, /\d+$/.exec(name)?.[0] ?? [...name][0].toUpperCase()), element("strong", {}, name),
    element("time", { datetime: entry.at }, time.format(new Date(entry.at))),
    element("span", { class: "last" }, `${last.author.type === "user" ? "" : "You: "}${words(last.content)}`), count);
  button.addEventListener("click", () => {
    open(entry.id);
    part("text").focus();
  });
  return button;
}

part("list").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const buttons = [...part("list").querySelectorAll(".entry")];
  const next = step && buttons[buttons.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

// The conversation

/** Shows a conversation. The focus stays where it is: a desk that opens one by itself must not take the keys from who writes beside it. */
async function open(id) {
  current = id;
  part("main").hidden = false;
  part("thread").replaceChildren();
  show();
  markRead();
  const answer = await attempt(api.messages(id));
  if (!answer) return;
  inbox.page(id, answer.messages);
  show();
}

function markRead() {
  const entry = inbox.get(current);
  if (!entry.unread || document.visibilityState !== "visible") return;
  entry.unread = 0;
  attempt(api.activity(current, "conversation:read"));
}

function show() {
  showList();
  if (!current) return;
  const entry = inbox.get(current);
  part("name").textContent = inbox.nameOf(entry);
  part("facts").textContent = `${CHANNELS[entry.channel] ?? entry.channel} · ${entry.closed ? "closed" : "open"}`;
  part("close").disabled = entry.closed;
  showThread(entry);
  part("typing").textContent = entry.typing && Date.now() - entry.typing < 15000 ? `${inbox.nameOf(entry)} is typing…` : "";
}

/** Rows that stay are left alone, so that a screen reader hears each message once. */
function showThread(entry) {
  const thread = part("thread");
  const isAtEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 60;
  const items = [...entry.messages.map((message) => ({ at: message.received, key: message.id, message })), ...entry.notes.map((note) => ({ at: note.at, key: `note:${note.at}`, note }))];
  items.sort((a, b) => a.at.localeCompare(b.at));
  const known = new Map([...thread.children].map((row) => [row.dataset.key, row]));
  const rows = items.map((item) => {
    const signature = JSON.stringify([item, item.message && entry.states.get(item.key)]);
    const row = known.get(item.key);
    if (row?.signature === signature) return row;
    const made = item.message ? messageRow(entry, item.message) : element("p", { class: "note" }, item.note.text);
    made.dataset.key = item.key;
    made.signature = signature;
    return made;
  });
  const keep = new Set(rows);
  for (const row of [...thread.children]) if (!keep.has(row)) row.remove();
  rows.forEach((row, at) => thread.children[at] === row || thread.insertBefore(row, thread.children[at] ?? null));
  if (isAtEnd) thread.scrollTop = thread.scrollHeight;
}

function messageRow(entry, message) {
  const isOurs = message.author.type !== "user";
  const isAutomatic = isOurs && message.metadata?.parleyKind === "faq";
  const known = entry.states.get(message.id);
  const state = isOurs && !isAutomatic && known ? ` · ${known.state}` : "";
  const meta = element("p", { class: "meta" }, `${isOurs ? (isAutomatic ? "Automatic · " : "You · ") : ""}${time.format(new Date(message.received))}${state}`);
  if (known?.state === "failed") meta.append(element("span", { class: "failed" }, ` ${known.reason ?? ""}`));
  return element("article", { class: `row${isOurs ? " ours" : ""}${isAutomatic ? " bot" : ""}` }, element("div", { class: "bubble" }, ...picture(message.content)), meta);
}

function picture(content) {
  const address = /^https?:/.test(content.mediaUrl ?? "") ? content.mediaUrl : null;
  if (content.type === "image" && address) return [element("img", { src: address, alt: content.altText || "Picture", referrerpolicy: "no-referrer" }), content.text ?? ""];
  if (content.type === "file" && address) return [element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, content.altText || "File")];
  return [words(content)];
}

function words(content) {
  return content.text || content.altText || `[${content.type}]`;
}

// Answering

let typingUntil = 0;

part("text").addEventListener("input", () => {
  if (!current || Date.now() < typingUntil || !part("text").value) return;
  typingUntil = Date.now() + 5000;
  attempt(api.activity(current, "typing:start"));
});

part("text").addEventListener("keydown", (event) => {
  // Enter while a syllable is being composed belongs to the input method.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  part("composer").requestSubmit();
});

part("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = part("text").value.trim();
  if (!text || !current) return;
  const conversation = current;
  part("text").value = "";
  typingUntil = 0;
  const key = crypto.randomUUID();
  const answer = await attempt(api.post(conversation, text, key));
  // What could not be sent is given back, unless something new has been written.
  if (!answer && !part("text").value) part("text").value = text;
});

part("close").addEventListener("click", () => attempt(api.close(current)));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !current) return;
  part("list").querySelector(`[data-id="${current}"]`)?.focus();
});

document.addEventListener("visibilitychange", () => current && markRead());

async function attempt(promise) {
  try {
    const answer = await promise;
    part("fault").textContent = "";
    return answer;
  } catch (problem) {
    part("fault").textContent = problem.message;
    return null;
  }
}

// Living

function take(event) {
  const entry = inbox.take(event);
  if (!isCaughtUp) return;
  if (entry?.typing) setTimeout(show, 15500);
  if (entry?.id === current) markRead();
  if (!current && entry?.messages.length) open(entry.id).catch(() => {});
  else show();
}

async function live() {
  let cursor = "000000000000000000000000";
  for (;;) {
    try {
      if (!api.session) await api.begin();
      await api.events(cursor, connected, (event) => {
        cursor = event.id;
        take(event);
      });
    } catch (problem) {
      console.info("desk:", problem.message);
    }
    part("connection").textContent = "Connecting…";
    part("connection").className = "";
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function connected() {
  part("connection").textContent = "Live";
  part("connection").className = "live";
  if (isCaughtUp) return;
  // What has happened before comes at once: one picture of all of it.
  setTimeout(() => {
    isCaughtUp = true;
    show();
    const first = inbox.list[0];
    if (first && !current) open(first.id).catch(() => {});
  }, 300);
}

live();
