// The calls of the browser protocol. The visitor's token travels in a header, never in an address.

class ApiError extends Error {
  constructor(status, code, retryAfter) {
    super(code);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Whether the same call can succeed later. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

class Api {
  constructor(base) {
    this.base = base;
    this.token = null;
    /** Renews the session after a token that is not accepted any more; set by the conversation. */
    this.renew = null;
  }

  async call(method, path, { body, headers = {}, signal, retried = false } = {}) {
    const token = this.token;
    const response = await this.fetch(method, path, { body, headers, signal });
    if (response.ok) return response.status === 204 ? {} : response.json();
    const error = await this.problem(response);
    if (response.status !== 401 || retried || !this.renew || path.startsWith("/session")) throw error;
    // Several calls may find the token refused at once: only the first renews it.
    if (this.token === token) await this.renew();
    return this.call(method, path, { body, headers, signal, retried: true });
  }

  async fetch(method, path, { body, headers = {}, signal } = {}) {
    const all = { ...headers };
    if (this.token) all.Authorization = `Bearer ${this.token}`;
    if (body !== undefined && !all["Content-Type"]) all["Content-Type"] = "application/json";
    const raw = body === undefined || body instanceof Blob ? body : JSON.stringify(body);
    try {
      return await fetch(this.base + path, { method, headers: all, body: raw, signal, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new ApiError(0, "offline", null);
    }
  }

  async problem(response) {
    const code = await response.json().then((answer) => answer.errors[0].code, () => "failed");
    return new ApiError(response.status, code, Number(response.headers.get("Retry-After")) || null);
  }

  /** Sends a file, telling how far it is: `fetch` cannot. */
  upload(path, file, onProgress, retried = false) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.base + path);
      request.setRequestHeader("Authorization", `Bearer ${this.token}`);
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.upload.onprogress = (event) => event.lengthComputable && onProgress(Math.round((100 * event.loaded) / event.total));
      // A worker that refuses by the head of a request may close the connection before the browser has read why.
      request.onerror = () => reject(new ApiError(0, "offline", null));
      request.ontimeout = request.onerror;
      request.onload = () => {
        if (request.status >= 200 && request.status < 300) return resolve();
        let code = "failed";
        try {
          code = JSON.parse(request.responseText).errors[0].code;
        } catch {
          // A proxy's page: the status says enough.
        }
        const error = new ApiError(request.status, code, Number(request.getResponseHeader("Retry-After")) || null);
        if (request.status !== 401 || retried || !this.renew) return reject(error);
        this.renew().then(() => this.upload(path, file, onProgress, true)).then(resolve, reject);
      };
      request.send(file);
    });
  }
}

/** Server-sent events over `fetch`: an EventSource could not carry the token in a header. */
class EventReader {
  constructor(api, onEvent) {
    this.api = api;
    this.onEvent = onEvent;
  }

  /** Reads until the stream ends or is silent for too long. */
  async read(cursor, signal) {
    const abort = new AbortController();
    const stop = () => abort.abort();
    signal.addEventListener("abort", stop);
    let watchdog = setTimeout(stop, EventReader.silence);
    try {
      const headers = { Accept: "text/event-stream" };
      if (cursor) headers["Last-Event-ID"] = cursor;
      const response = await this.api.fetch("GET", "/events", { headers, signal: abort.signal });
      if (!response.ok) throw await this.api.problem(response);
      this.onEvent({ type: "open" });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(stop, EventReader.silence);
        const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) this.take(block);
      }
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", stop);
    }
  }

  take(block) {
    const event = { type: "message", id: null, data: "" };
    for (const line of block.split("\n")) {
      const at = line.indexOf(":");
      if (at <= 0) continue;
      const value = line.slice(at + 1).replace(/^ /, "");
      const field = line.slice(0, at);
      if (field === "event") event.type = value;
      else if (field === "id") event.id = value;
      else if (field === "data") event.data += event.data ? `\n${value}` : value;
    }
    if (!event.data) return;
    try {
      this.onEvent({ type: event.type, id: event.id, data: JSON.parse(event.data) });
    } catch (error) {
      console.warn("parley: an event could not be read", error);
    }
  }
}

/** The worker sends a sign of life every 15 seconds. */
EventReader.silence = 40_000;
