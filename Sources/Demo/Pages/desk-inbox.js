// What the desk knows: conversations, made of nothing but the events that the worker tells. A value without effects.

const STATES = { "conversation:message:delivery:channel": "sent", "conversation:message:delivery:user": "delivered" };
const RANK = { failed: 0, sent: 1, delivered: 2, read: 3 };

export class Inbox {
  constructor() {
    this.conversations = new Map();
    this.names = new Map();
    /** Visitors who have not said their name, in the order in which they came. */
    this.strangers = [];
  }

  /** Those with messages, the latest first. */
  get list() {
    return [...this.conversations.values()].filter((entry) => entry.messages.length).sort((a, b) => b.at.localeCompare(a.at));
  }

  get(id) {
    if (!this.conversations.has(id)) {
      this.conversations.set(id, { id, user: null, channel: "", closed: false, at: "", typing: false, messages: [], states: new Map(), unread: 0, notes: [] });
    }
    return this.conversations.get(id);
  }

  nameOf(entry) {
    const known = this.names.get(entry.user);
    if (known) return known;
    if (!this.strangers.includes(entry.user)) this.strangers.push(entry.user);
    return `Visitor ${this.strangers.indexOf(entry.user) + 1}`;
  }

  /** Takes an event. Returns the conversation that it changed, if it was one. */
  take(event) {
    const { payload, createdAt } = event.data;
    if (event.type === "user:update" || event.type === "user:merge") this.noteUser(payload.user ?? payload.mergedUsers?.surviving);
    const id = payload.conversation?.id;
    if (!id) return null;
    const entry = this.get(id);
    if (payload.user) this.noteUser(payload.user, entry);
    switch (event.type) {
      case "conversation:create":
        entry.channel = payload.source?.type ?? entry.channel;
        break;
      case "conversation:message":
      case "parley:message:edited":
        this.takeMessage(entry, payload.message);
        break;
      case "conversation:typing":
        if (payload.activity.author.type === "user") entry.typing = payload.activity.type === "typing:start" ? Date.parse(createdAt) : false;
        break;
      case "conversation:read":
        if (payload.activity.author.type === "user") this.noteRead(entry, createdAt);
        else entry.unread = 0;
        break;
      case "conversation:message:delivery:channel":
      case "conversation:message:delivery:user":
        this.noteState(entry, payload.message.id, STATES[event.type]);
        break;
      case "conversation:message:delivery:failure":
        this.noteState(entry, payload.message.id, "failed", payload.error?.message);
        break;
      case "parley:conversation:closed":
        entry.closed = true;
        entry.notes.push({ at: createdAt, text: payload.closedBy === "user" ? "The visitor ended the chat." : "The chat was closed." });
        break;
      case "parley:conversation:rating":
        entry.notes.push({ at: createdAt, text: `The visitor gave ${payload.rating.score} of 5 stars.` });
        break;
      case "client:update":
        entry.channel = payload.client?.type ?? entry.channel;
        break;
    }
    return entry;
  }

  noteUser(user, entry) {
    if (!user?.id) return;
    if (entry) entry.user = user.id;
    const name = [user.profile?.givenName, user.profile?.surname].filter(Boolean).join(" ");
    if (name) this.names.set(user.id, name);
  }

  takeMessage(entry, message) {
    const at = entry.messages.findIndex((known) => known.id === message.id);
    if (at >= 0) entry.messages[at] = message;
    else entry.messages.push(message);
    entry.messages.sort((a, b) => a.received.localeCompare(b.received) || a.id.localeCompare(b.id));
    if (message.received > entry.at) entry.at = message.received;
    if (at >= 0) return;
    if (message.author.type !== "user") {
      entry.unread = 0;
      return;
    }
    entry.user = message.author.userId ?? entry.user;
    if (message.author.displayName) this.names.set(entry.user, message.author.displayName);
    entry.channel = message.source?.type ?? entry.channel;
    entry.closed = false;
    entry.typing = false;
    entry.unread += 1;
  }

  /** Brings in a page of the history: the same messages, as they are now. */
  page(id, messages) {
    const entry = this.get(id);
    const unread = entry.unread;
    for (const message of messages) this.takeMessage(entry, message);
    entry.unread = unread;
  }

  noteState(entry, message, state, reason) {
    const known = entry.states.get(message);
    if (known && RANK[known.state] >= RANK[state]) return;
    entry.states.set(message, { state, reason });
  }

  noteRead(entry, at) {
    for (const message of entry.messages) if (message.author.type === "business" && message.received <= at) this.noteState(entry, message.id, "read");
  }
}
