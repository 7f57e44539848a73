// The messages of the conversation as this browser knows them: a value that only merges what it is told.

class Thread {
  constructor() {
    this.messages = [];
    this.hasMore = false;
    this.conversation = null;
    /** Up to when the business has read. */
    this.readUpTo = null;
  }

  /** Adds a message or replaces what was known of it. True if it was not known. */
  merge(message) {
    const at = this.messages.findIndex((known) => known.id === message.id);
    if (at >= 0) {
      this.messages[at] = message;
      return false;
    }
    this.messages.push(message);
    // Ids rise with time; the provider's time decides first, because a message that waited belongs where it was written.
    this.messages.sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
    return true;
  }

  page(answer) {
    for (const message of answer.messages) this.merge(message);
    this.hasMore = answer.hasMore;
    if (answer.conversation !== undefined) this.conversation = answer.conversation;
  }

  clear() {
    this.messages = [];
    this.hasMore = false;
  }

  get oldest() {
    return this.messages[0]?.id ?? null;
  }

  get newest() {
    return this.messages.at(-1) ?? null;
  }

  get isClosed() {
    return this.conversation?.status === "closed";
  }

  /** Whether the conversation goes on in another channel. */
  get isElsewhere() {
    return this.conversation?.status === "moved";
  }

  /** Whether the next message begins another conversation. */
  get isOver() {
    return this.isClosed || this.isElsewhere;
  }

  /** Messages of the business that came after `time`. */
  unreadAfter(time) {
    return this.messages.filter((message) => message.author.type !== "user" && (!time || message.at > time));
  }

  /** The buttons that are still waiting for an answer: those of the newest message, if it is the business's. */
  get suggestions() {
    const actions = this.isOver || this.newest?.author.type === "user" ? [] : (this.newest?.content.actions ?? []);
    return actions.filter((action) => action.type === "reply");
  }

  isRead(message) {
    return message.state === "read" || (this.readUpTo !== null && message.at <= this.readUpTo);
  }
}
