// The thread as a picture. Elements are kept by message and made anew only when their message changes, so that a screen reader hears each once.

class ThreadView {
  constructor(conversation, texts, calendar, actions) {
    this.conversation = conversation;
    this.texts = texts;
    this.calendar = calendar;
    this.content = new ContentView(texts, actions);
    this.actions = actions;
    this.known = new Map();
    this.list = h("div", { class: "thread", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": texts.title, tabindex: 0 });
    this.list.addEventListener("scroll", () => this.list.scrollTop < 60 && conversation.loadEarlier());
    /** Messages after this time were not seen when the panel was opened. */
    this.divider = null;
  }

  get isAtEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  update(extra) {
    const stay = this.isAtEnd;
    const before = this.list.scrollHeight - this.list.scrollTop;
    const wanted = [...extra.above, ...this.rows(), ...extra.below];
    this.reconcile(wanted);
    if (stay) this.toEnd();
    else if (this.firstId !== this.conversation.thread.oldest) this.list.scrollTop = this.list.scrollHeight - before;
    this.firstId = this.conversation.thread.oldest;
  }

  /** Brings the children to `wanted` without touching those that stay. */
  reconcile(wanted) {
    const keep = new Set(wanted);
    for (const child of [...this.list.children]) if (!keep.has(child)) child.remove();
    wanted.forEach((element, at) => {
      if (this.list.children[at] !== element) this.list.insertBefore(element, this.list.children[at] ?? null);
    });
  }

  rows() {
    const { thread, outbox } = this.conversation;
    const rows = [];
    let day = null;
    let divided = false;
    if (thread.hasMore) rows.push(this.keep("earlier", "", () => h("button", { type: "button", class: "earlier", onclick: () => this.conversation.loadEarlier() }, this.texts.earlier)));
    const lastOwn = thread.messages.findLast((message) => message.author.type === "user");
    thread.messages.forEach((message, at) => {
      const date = new Date(message.at);
      const name = this.calendar.dayName(date);
      if (name !== day) rows.push(this.keep(`day:${name}`, "", () => h("div", { class: "day", role: "separator" }, h("span", {}, name))));
      day = name;
      if (this.divider && !divided && message.author.type !== "user" && message.at > this.divider) {
        divided = true;
        rows.push(this.keep("divider", "", () => h("div", { class: "day new", role: "separator" }, h("span", {}, this.texts.newMessages))));
      }
      rows.push(this.bubble(message, thread.messages[at - 1], message === lastOwn));
    });
    for (const entry of outbox.entries) rows.push(this.waiting(entry));
    return rows;
  }

  /** The element under `key`, made anew when `signature` has changed. */
  keep(key, signature, make) {
    const known = this.known.get(key);
    if (known && known.signature === signature) return known.element;
    const element = make();
    this.known.set(key, { signature, element });
    return element;
  }

  bubble(message, previous, isLastOwn) {
    const own = message.author.type === "user";
    const follows = previous && previous.author.type === message.author.type && previous.author.name === message.author.name && Date.parse(message.at) - Date.parse(previous.at) < 300_000;
    const read = own && isLastOwn ? (this.conversation.thread.isRead(message) ? "read" : "sent") : "";
    const signature = JSON.stringify([message, follows, read]);
    return this.keep(message.id, signature, () => {
      const name = own ? this.texts.you : message.author.name || (message.author.type === "bot" ? this.texts.bot : this.texts.business);
      const time = h("time", { datetime: message.at }, this.calendar.time.format(new Date(message.at)));
      const marks = [message.edited && !message.unsent ? h("span", {}, this.texts.edited) : null, time, read ? this.ticks(read) : null];
      return h("article", { class: `row ${own ? "own" : "theirs"}${follows ? " follows" : ""}`, "data-id": message.id },
        h("span", { class: own || follows ? "only-heard" : "name" }, name),
        h("div", { class: `bubble ${message.content.type}` }, this.content.view(message)),
        h("div", { class: "marks" }, marks));
    });
  }

  ticks(state) {
    return h("span", { class: `ticks ${state}` }, h("span", { "aria-hidden": "true" }, state === "read" ? "✓✓" : "✓"), h("span", { class: "ticks-text" }, this.texts[state]));
  }

  waiting(entry) {
    const passing = entry.state === "failed" && ["offline", "failed", "unavailable"].includes(entry.error);
    const signature = JSON.stringify([entry.state, entry.error]);
    const row = this.keep(`out:${entry.clientId}`, signature, () => {
      const marks = entry.state === "failed" && !passing
        ? [h("span", { class: "fault" }, this.faultText(entry.error)), ["file_too_large", "file_type_not_allowed", "message_too_long"].includes(entry.error) ? null : h("button", { type: "button", class: "plain", onclick: () => this.conversation.outbox.retry() }, this.texts.retry),
          h("button", { type: "button", class: "plain", onclick: () => this.conversation.outbox.settle(entry.clientId) }, this.texts.discard)]
        : [h("span", { class: "stage" }, entry.state === "stored" ? this.texts.sent : this.texts.sending)];
      const shown = { id: entry.clientId, content: entry.content, author: { type: "user" } };
      const bar = entry.file && entry.state !== "failed" ? h("progress", { class: "progress", max: 100, "aria-label": this.texts.uploadOf(entry.content.filename || this.texts.file) }) : null;
      return h("article", { class: "row own waiting" }, h("span", { class: "only-heard" }, this.texts.you),
        h("div", { class: `bubble ${entry.content.type}` }, this.content.view(shown), bar), h("div", { class: "marks" }, marks));
    });
    this.showProgress(row, entry);
    return row;
  }

  /** Moves the bar without making the row anew, which a screen reader would say again. */
  showProgress(row, entry) {
    const bar = row.querySelector("progress");
    if (!bar || entry.progress === undefined) return;
    bar.value = entry.state === "stored" ? 100 : entry.progress;
    if (entry.state === "sending") row.querySelector(".stage").textContent = this.texts.uploading(entry.progress);
  }

  faultText(code) {
    const known = { file_too_large: this.texts.fileTooLarge(sizeText(this.conversation.config.limits.fileBytes)), file_type_not_allowed: this.texts.fileType, message_too_long: this.texts.tooLong(this.conversation.config.limits.messageLength), too_many_requests: this.texts.tooFast, sign_in_required: this.texts.signIn };
    return known[code] ?? this.texts.notSent;
  }
}
