// What the widget knows and does, without a picture of it: session, thread, live events, and what waits to be sent.

class Conversation extends EventTarget {
  constructor(api, memory, page) {
    super();
    this.api = api;
    this.memory = memory;
    this.page = page;
    this.config = null;
    this.visitor = null;
    this.thread = new Thread();
    this.cursor = null;
    this.connected = false;
    this.typing = null;
    /** Whether newer pages of the visitor have taken the place of this one. */
    this.replaced = false;
    this.failures = 0;
    this.jwt = null;
    this.seenUpTo = memory.get("seen");
    this.outbox = new Outbox(memory, (entry, progress) => this.deliver(entry, progress));
    this.outbox.onChange = () => this.changed();
    api.renew = () => this.openSession();
    memory.onChange("seen", (seen) => this.noteSeen(seen));
    memory.onChange("token", (token) => token && token !== api.token && this.restart());
    addEventListener("online", () => this.wake());
    addEventListener("pageshow", () => this.wake());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  get unread() {
    return this.thread.unreadAfter(this.seenUpTo).length;
  }

  async start(locale, jwt) {
    this.locale = locale;
    this.jwt = jwt;
    this.config = await this.api.call("GET", `/config?locale=${encodeURIComponent(locale)}`);
    this.changed();
    // A visitor who only looks at the page is nobody yet: no session, no record, until the chat is opened or was opened before.
    if (this.memory.get("token") || jwt) await this.begin();
  }

  /** Makes sure that there is a session and that events arrive. */
  begin() {
    this.beginning ??= this.openSession().then(
      () => this.follow(),
      (error) => {
        this.beginning = null;
        throw error;
      });
    return this.beginning;
  }

  async openSession() {
    const jwt = typeof this.jwt === "function" ? await this.jwt() : this.jwt;
    const before = this.memory.get("token");
    this.api.token = null;
    const ask = (token) =>
      this.api.call("POST", "/session", { body: { token, jwt: jwt ?? null, page: this.page, referrer: document.referrer || null, locale: this.locale } });
    const answer = await ask(before).catch((error) => (before && error.code === "token_invalid" ? ask(null) : Promise.reject(error)));
    this.api.token = answer.token;
    this.memory.set("token", answer.token);
    this.visitor = answer.visitor;
    this.thread.conversation = answer.conversation;
    this.changed();
  }

  async signIn(jwt) {
    this.jwt = jwt;
    await this.restart();
  }

  async signOut() {
    this.jwt = null;
    this.memory.set("token", null);
    this.memory.set("seen", null);
    this.seenUpTo = null;
    this.stop();
    this.thread = new Thread();
    this.visitor = null;
    this.changed();
  }

  async restart() {
    this.stop();
    this.thread = new Thread();
    this.changed();
    await this.begin();
  }

  stop() {
    this.following?.abort();
    this.following = null;
    this.beginning = null;
    this.connected = false;
  }

  // Live events

  follow() {
    this.following?.abort();
    const abort = new AbortController();
    this.following = abort;
    this.loop(abort.signal);
  }

  async loop(signal) {
    const reader = new EventReader(this.api, (event) => !signal.aborted && this.take(event));
    while (!signal.aborted) {
      let wait = 0;
      try {
        if (this.cursor === null) await this.loadThread();
        await reader.read(this.cursor, signal);
        if (this.replaced) wait = Conversation.rest;
      } catch (error) {
        if (error.status === 401) await this.openSession().catch(() => {});
        wait = error.retryAfter ? error.retryAfter * 1000 : 0;
      }
      this.connected = false;
      this.changed();
      if (signal.aborted) return;
      this.failures += 1;
      // Half of the wait is chance, so that all visitors of a restarted worker do not come back at once.
      const backoff = Math.min(30_000, 500 * 2 ** Math.min(this.failures, 6));
      await this.sleep(Math.max(wait, backoff / 2 + (Math.random() * backoff) / 2), signal);
    }
  }

  sleep(milliseconds, signal) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.wakeUp = null;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.wakeUp = done;
      signal.addEventListener("abort", done, { once: true });
    });
  }

  /** The network or the person is back: no more waiting. */
  wake() {
    this.failures = 0;
    this.wakeUp?.();
    if (this.outbox.entries.some((entry) => entry.state === "failed")) this.outbox.retry();
  }

  take(event) {
    if (event.id) this.cursor = event.id;
    switch (event.type) {
      case "open":
        this.connected = true;
        this.replaced = false;
        this.failures = 0;
        this.outbox.retry();
        break;
      case "message":
        this.takeMessage(event.data);
        break;
      case "typing":
        this.takeTyping(event.data);
        break;
      case "read":
        this.thread.readUpTo = event.data.upTo;
        break;
      case "conversation":
        this.thread.conversation = event.data;
        break;
      case "replaced":
        this.replaced = true;
        break;
      case "gap":
        this.cursor = null;
        this.following?.abort();
        this.follow();
        return;
    }
    this.changed();
  }

  takeMessage(message) {
    const isNew = this.thread.merge(message);
    if (message.clientId) this.outbox.settle(message.clientId);
    if (message.author.type === "user") return;
    this.typing = null;
    if (!isNew) return;
    this.act("delivered", message);
    this.dispatchEvent(new CustomEvent("arrival", { detail: message }));
  }

  takeTyping({ on, name }) {
    clearTimeout(this.typingTimer);
    this.typing = on ? (name ?? "") : null;
    // The end may be lost with the connection.
    if (on) this.typingTimer = setTimeout(() => this.takeTyping({ on: false }) ?? this.changed(), 15_000);
  }

  async loadThread() {
    const answer = await this.api.call("GET", "/thread?limit=30");
    this.thread.clear();
    this.thread.page(answer);
    this.cursor = answer.cursor;
    for (const message of answer.messages) if (message.clientId) this.outbox.settle(message.clientId);
    this.changed();
  }

  async loadEarlier() {
    if (!this.thread.hasMore || this.loadingEarlier) return;
    this.loadingEarlier = true;
    try {
      this.thread.page(await this.api.call("GET", `/thread?limit=30&before=${this.thread.oldest}`));
    } finally {
      this.loadingEarlier = false;
      this.changed();
    }
  }

  // What the visitor does

  say(content) {
    return this.post({ content });
  }

  attach(file) {
    return this.post({ file, content: { type: "file", filename: file.name || null, mediaSize: file.size, mediaType: file.type } });
  }

  async post(entry) {
    this.outbox.add(entry);
    await this.begin();
  }

  async deliver(entry, progress) {
    await this.begin();
    if (entry.file) {
      const path = `/files?clientId=${entry.clientId}&name=${encodeURIComponent(entry.file.name)}&locale=${encodeURIComponent(this.locale)}`;
      await this.api.upload(path, entry.file, progress);
    } else {
      await this.api.call("POST", "/messages", { body: { clientId: entry.clientId, content: entry.content, page: this.page, locale: this.locale } });
    }
  }

  /** One after the other: what was read has arrived before. */
  act(type, message) {
    const body = { type, at: message?.at ?? new Date().toISOString(), messageId: message?.id ?? null };
    this.acting = (this.acting ?? Promise.resolve()).then(() => this.api.call("POST", "/activity", { body })).catch(() => {});
    return this.acting;
  }

  /** The visitor looks at the thread. */
  seen() {
    const newest = this.thread.unreadAfter(this.seenUpTo).at(-1);
    if (!newest) return;
    this.noteSeen(newest.at);
    this.memory.set("seen", newest.at);
    this.act("read", newest);
  }

  noteSeen(time) {
    if (time && (!this.seenUpTo || time > this.seenUpTo)) this.seenUpTo = time;
    this.changed();
  }

  do(path, body) {
    return this.begin().then(() => this.api.call("POST", path, { body: { clientId: crypto.randomUUID(), ...body } }));
  }
}

/** How long a page rests whose place a newer one of the same visitor has taken, unless somebody looks at it. */
Conversation.rest = 60_000;
