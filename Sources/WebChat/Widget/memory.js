// What the browser remembers between pages: the visitor's token, and messages that are not sent yet. Where storage is forbidden it lasts as long as the page.

class Memory {
  constructor(integration) {
    this.prefix = `parley:${integration}:`;
    this.fallback = new Map();
  }

  get(key) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + key));
    } catch {
      return this.fallback.get(key) ?? null;
    }
  }

  set(key, value) {
    this.fallback.set(key, value);
    try {
      if (value === null) localStorage.removeItem(this.prefix + key);
      else localStorage.setItem(this.prefix + key, JSON.stringify(value));
    } catch {
      // Full or forbidden: the fallback has it.
    }
  }

  /** The values of all keys that begin with `start`. */
  all(start) {
    const keys = new Set([...this.fallback.keys()].filter((key) => key.startsWith(start)));
    try {
      for (let at = 0; at < localStorage.length; at += 1) {
        const key = localStorage.key(at);
        if (key.startsWith(this.prefix + start)) keys.add(key.slice(this.prefix.length));
      }
    } catch {
      // Forbidden: only what this page knows.
    }
    return [...keys].map((key) => this.get(key)).filter((value) => value !== null);
  }

  /** Calls back when another tab changes `key`. */
  onChange(key, callback) {
    const listener = (event) => event.key === this.prefix + key && callback(this.get(key));
    addEventListener("storage", listener);
    return () => removeEventListener("storage", listener);
  }
}

/** Messages that the visitor wrote and the worker has not stored yet. Each keeps its `clientId`, so that a second try has no second effect. */
class Outbox {
  constructor(memory, send) {
    this.memory = memory;
    this.send = send;
    this.entries = memory.all("outbox:").map((entry) => ({ ...entry, state: "waiting" })).sort((a, b) => a.at.localeCompare(b.at));
    this.running = false;
    this.onChange = () => {};
  }

  add(entry) {
    const full = { clientId: crypto.randomUUID(), at: new Date().toISOString(), state: "waiting", ...entry };
    this.entries.push(full);
    // A key each, so that two tabs do not write over each other's. Files cannot be kept over a page change.
    if (!full.file) this.memory.set(`outbox:${full.clientId}`, { clientId: full.clientId, at: full.at, content: full.content });
    this.onChange();
    return this.run();
  }

  /** Takes out what the thread shows now. */
  settle(clientId) {
    const before = this.entries.length;
    this.entries = this.entries.filter((entry) => entry.clientId !== clientId);
    this.memory.set(`outbox:${clientId}`, null);
    if (this.entries.length !== before) this.onChange();
  }

  retry() {
    for (const entry of this.entries) if (entry.state === "failed") entry.state = "waiting";
    this.onChange();
    return this.run();
  }

  /** Sends one after the other, so that they arrive in the order written. Stops at a fault that passes; what can never go is marked. */
  async run() {
    if (this.running) return;
    this.running = true;
    try {
      for (;;) {
        const entry = this.entries.find((candidate) => candidate.state === "waiting");
        if (!entry) return;
        entry.state = "sending";
        this.onChange();
        try {
          await this.send(entry, (percent) => {
            if (entry.progress === percent) return;
            entry.progress = percent;
            this.onChange();
          });
          entry.state = "stored";
          this.memory.set(`outbox:${entry.clientId}`, null);
        } catch (error) {
          entry.state = "failed";
          entry.error = error.code ?? "failed";
          if (error.isPassing) {
            this.onChange();
            return;
          }
        }
        this.onChange();
      }
    } finally {
      this.running = false;
    }
  }
}
