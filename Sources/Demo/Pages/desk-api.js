// The public API as any help desk uses it: calls with a bearer token, and events as they happen.

/** Why a call was refused, in the worker's own words. */
export class CallProblem extends Error {
  constructor(status, title) {
    super(title);
    this.status = status;
  }
}

export class DeskApi {
  constructor() {
    this.session = null;
  }

  /** The sandbox gives this page a token of its own. Outside of a sandbox there is no such page, and no such token. */
  async begin() {
    const response = await fetch("session", { method: "POST", cache: "no-store" });
    if (!response.ok) throw new CallProblem(response.status, "The sandbox gives no token.");
    this.session = await response.json();
  }

  path(version, rest) {
    return `/${version}/apps/${this.session.app}${rest}`;
  }

  async call(method, path, body, headers = {}) {
    const response = await this.fetch(method, path, body, headers);
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new CallProblem(response.status, answer.errors?.[0]?.title ?? "That did not work.");
    return answer;
  }

  async fetch(method, path, body, headers, signal) {
    const send = () => fetch(path, {
      method, signal, cache: "no-store", body: body === undefined ? undefined : JSON.stringify(body),
      headers: { Authorization: `Bearer ${this.session.token}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    });
    const response = await send();
    if (response.status !== 401) return response;
    await this.begin();
    return send();
  }

  messages(conversation) {
    return this.call("GET", this.path("v2", `/conversations/${conversation}/messages`));
  }

  /** The key makes a second try of the same answer harmless. */
  post(conversation, text, key) {
    const body = { author: { type: "business", displayName: "Mina" }, content: { type: "text", text } };
    return this.call("POST", this.path("v2", `/conversations/${conversation}/messages`), body, { "Idempotency-Key": key });
  }

  activity(conversation, type) {
    return this.call("POST", this.path("v2", `/conversations/${conversation}/activity`), { author: { type: "business" }, type });
  }

  close(conversation) {
    return this.call("POST", this.path("parley/v1", `/conversations/${conversation}/close`));
  }

  /** Reads events until the stream ends: server-sent events over `fetch`, since an EventSource cannot carry a token. */
  async events(cursor, onOpen, onEvent) {
    const response = await this.fetch("GET", this.path("parley/v1", "/events"), undefined, { "Last-Event-ID": cursor });
    if (!response.ok) throw new CallProblem(response.status, "There are no events.");
    onOpen();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const lines = block.split("\n");
        const field = (name) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        if (field("id") && field("data")) onEvent({ id: field("id"), type: field("event"), data: JSON.parse(field("data")) });
      }
    }
  }
}
