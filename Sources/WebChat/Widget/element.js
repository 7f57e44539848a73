// <parley-chat>: a launcher and a panel in a shadow root, so that neither the page's styles nor ours reach the other side.

class ParleyChat extends HTMLElement {
  connectedCallback() {
    // An element that the page itself wrote is upgraded before it knows where the worker is.
    if (this.shadowRoot || !this.getAttribute("base")) return;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.boot().catch((error) => console.warn("parley: the chat could not start", error.code ?? error));
  }

  async boot() {
    const settings = { ...window.parleySettings, ...this.dataset };
    this.locale = settings.locale || document.documentElement.lang || navigator.language || "en";
    const integration = this.getAttribute("integration");
    const memory = new Memory(integration);
    this.conversation = new Conversation(new Api(this.getAttribute("base")), memory, location.href);
    this.conversation.addEventListener("change", () => this.schedule());
    this.conversation.addEventListener("arrival", (event) => this.announce(event.detail));
    document.addEventListener("visibilitychange", () => this.schedule());
    for (const type of ["online", "offline"]) addEventListener(type, () => this.schedule());
    await this.loadConfig(settings.jwt ?? null);
    this.build();
    this.dispatchEvent(new CustomEvent("parley-ready", { bubbles: true, composed: true }));
  }

  /** The first call decides whether there is a chat at all: it is tried until it goes through. */
  async loadConfig(jwt) {
    for (let wait = 2000; ; wait = Math.min(wait * 2, 60_000)) {
      try {
        return await this.conversation.start(this.locale, jwt);
      } catch (error) {
        if (this.conversation.config) return console.warn("parley: no session yet", error.code);
        if (!error.isPassing) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  build() {
    const { config } = this.conversation;
    const locale = config.locale || this.locale;
    const texts = (this.texts = textsFor(locale, config.texts));
    if (config.mode === "signedIn" && !this.conversation.jwt) return;
    this.panel = new Panel(this.conversation, texts, locale, () => this.close());
    this.badge = h("span", { class: "badge", "aria-hidden": "true", hidden: true });
    this.launcher = h("button", { type: "button", class: "launcher", "aria-expanded": "false", "aria-haspopup": "dialog", onclick: () => (this.panel.element.hidden ? this.open() : this.close()) }, icon("chat", true), this.badge);
    this.preview = h("button", { type: "button", class: "preview", hidden: true, onclick: () => this.open() });
    this.heard = h("div", { class: "only-heard", role: "status" });
    const shell = h("div", { class: "shell", lang: locale, dir: RIGHT_TO_LEFT.has(baseLanguage(locale)) ? "rtl" : "ltr", "data-side": config.theme.position === "left" ? "left" : "right" }, this.panel.element, this.preview, this.launcher, this.heard);
    this.shadowRoot.replaceChildren(shell);
    this.paint(shell, config.theme);
    this.schedule();
    if (this.dataset.open !== undefined) this.open();
  }

  paint(shell, theme) {
    const brand = theme.brandColor || "#0f5c57";
    shell.style.setProperty("--brand", brand);
    shell.style.setProperty("--on-brand", readableOn(brand));
    const action = theme.actionColor || brand;
    shell.style.setProperty("--action", action);
    shell.style.setProperty("--on-action", readableOn(action));
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const mode = this.dataset.theme || theme.mode || "auto";
    const set = () => shell.setAttribute("data-mode", mode === "auto" ? (dark.matches ? "dark" : "light") : mode);
    dark.addEventListener("change", set);
    set();
  }

  open() {
    this.preview.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    this.shadowRoot.firstElementChild.classList.add("is-open");
    this.panel.open();
    const { config, jwt } = this.conversation;
    if (config.mode === "everyone" || jwt) this.panel.attempt(this.conversation.begin());
  }

  close() {
    this.panel.hide();
    this.launcher.setAttribute("aria-expanded", "false");
    this.shadowRoot.firstElementChild.classList.remove("is-open");
    this.launcher.focus();
    this.schedule();
  }

  /** A reply while the panel is closed: a short look at it beside the launcher. */
  announce(message) {
    if (!this.panel) return;
    const name = message.author.name || this.texts.business;
    const text = message.content.text || this.texts.newMessages;
    if (this.panel.element.hidden) {
      this.preview.replaceChildren(h("strong", {}, name), h("span", {}, text.length > 120 ? `${text.slice(0, 120)}…` : text));
      this.preview.hidden = false;
      this.heard.textContent = this.texts.received(name, text);
    }
  }

  /** Several changes in one turn make one picture. */
  schedule() {
    if (!this.panel || this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.panel.update();
      const unread = this.panel.element.hidden ? this.conversation.unread : 0;
      this.badge.hidden = !unread;
      this.badge.textContent = unread > 9 ? "9+" : String(unread);
      this.launcher.setAttribute("aria-label", this.panel.element.hidden ? (unread ? this.texts.openUnread(unread) : this.texts.open) : this.texts.close);
      if (!unread) this.preview.hidden = true;
    });
  }

  // For the page

  async login(jwt) {
    await this.conversation.signIn(jwt);
    if (!this.panel) this.build();
  }

  async logout() {
    await this.conversation.signOut();
  }
}

const script = document.currentScript;
/** Everything is asked of where the script came from. */
const BASE = new URL(".", script.src).href.replace(/\/$/, "");
const INTEGRATION = BASE.split("/").pop();
customElements.get("parley-chat") ?? customElements.define("parley-chat", ParleyChat);

/** The page may place the element itself; else it is put at the end of the body. `window.Parley` is the handle for the page's own code. */
function install() {
  let element = document.querySelector("parley-chat");
  if (!element) {
    element = document.createElement("parley-chat");
    for (const [key, value] of Object.entries(script?.dataset ?? {})) element.dataset[key] = value;
  }
  element.setAttribute("base", BASE);
  element.setAttribute("integration", INTEGRATION);
  if (!element.isConnected) document.body.append(element);
  else element.connectedCallback();
  window.Parley = { element, open: () => element.open(), close: () => element.close(), login: (jwt) => element.login(jwt), logout: () => element.logout() };
}

if (document.body) install();
else document.addEventListener("DOMContentLoaded", install);
