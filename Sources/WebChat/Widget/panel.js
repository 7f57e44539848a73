// The opened chat: head, what there is before the first message, the thread, what can be done at the end, and the composer.

class Panel {
  constructor(conversation, texts, locale, onClose) {
    this.conversation = conversation;
    this.texts = texts;
    this.config = conversation.config;
    this.calendar = new Calendar(locale, texts);
    this.view = new ThreadView(conversation, texts, this.calendar, {
      reply: (action) => conversation.say({ type: "text", text: action.text, payload: action.payload, metadata: action.metadata }),
      postback: (message, action) => this.attempt(conversation.do("/postback", { messageId: message.id, payload: action.payload, text: action.text })),
      answer: (message, fields) => conversation.say({ type: "formResponse", fields, quotedMessageId: message.id }),
    });
    this.composer = new Composer(texts, this.config, {
      text: (text) => this.say({ type: "text", text }),
      file: (file) => this.attempt(conversation.attach(file)),
      typing: (on) => conversation.api.token && conversation.act(on ? "typing:start" : "typing:stop"),
    });
    this.suggestions = h("div", { class: "suggestions", role: "group", "aria-label": texts.quickReplies, hidden: true });
    this.typingLine = h("div", { class: "typing", role: "status" });
    this.state = h("div", { class: "state", role: "status" });
    this.foot = h("div", { class: "foot" });
    this.element = h("section", { class: "panel", role: "dialog", "aria-label": this.config.displayName || texts.title, hidden: true, onkeydown: (event) => this.key(event, onClose) },
      this.head(onClose), this.state, this.view.list, this.typingLine, this.suggestions, this.foot);
    this.target = h("div", { class: "drop", "aria-hidden": "true", hidden: true }, h("span", {}, icon("clip"), texts.dropHere));
    this.element.append(this.target);
    for (const type of ["dragenter", "dragover", "dragleave", "drop"]) this.element.addEventListener(type, (event) => this.drop(event));
  }

  head(onClose) {
    this.menu = h("div", { class: "menu", hidden: true, onkeydown: (event) => event.key === "Escape" && (event.stopPropagation(), this.closeMenu(), this.menuButton.focus()) });
    this.menuButton = iconButton("more", this.texts.menu, { "aria-expanded": "false", onclick: () => this.openMenu() });
    const { hours, responseTime } = this.config;
    const note = hours.open ? responseTime : this.texts.closedNow + (hours.opensAt ? ` ${this.texts.backAt(this.calendar.moment.format(new Date(hours.opensAt)))}` : "");
    return h("header", {}, h("div", { class: "who" }, h("h2", {}, this.config.displayName || this.texts.title), note ? h("p", {}, note) : null),
      this.menuButton, iconButton("close", this.texts.close, { onclick: onClose }), this.menu);
  }

  // Opening and closing

  open() {
    this.view.divider = this.conversation.unread ? (this.conversation.seenUpTo ?? "0") : null;
    this.element.hidden = false;
    this.element.setAttribute("aria-modal", String(this.isModal));
    this.update();
    this.view.toEnd();
    this.composer.element.isConnected ? this.composer.focus() : this.view.list.focus();
  }

  /** Where the panel covers the page, Tab stays in it; beside the page it goes on there. */
  get isModal() {
    return matchMedia("(max-width: 480px)").matches;
  }

  key(event, onClose) {
    if (event.key === "Escape") return onClose();
    if (event.key !== "Tab" || !this.isModal) return;
    const stops = [...this.element.querySelectorAll("a[href], button, input, select, textarea, [tabindex]")].filter((stop) => !stop.disabled && stop.tabIndex >= 0 && stop.getClientRects().length);
    const from = stops.indexOf(this.element.getRootNode().activeElement);
    const next = event.shiftKey ? stops.at(from <= 0 ? -1 : from - 1) : stops[(from + 1) % stops.length];
    // Within the row the browser knows the way; only the ends are joined.
    if (from >= 0 && from !== (event.shiftKey ? 0 : stops.length - 1)) return;
    event.preventDefault();
    next?.focus();
  }

  hide() {
    this.element.hidden = true;
    this.view.divider = null;
    this.closeMenu();
  }

  openMenu() {
    if (!this.menu.hidden) return this.closeMenu();
    const isOpen = this.conversation.thread.conversation?.status === "open";
    const items = (isOpen ? this.config.continueOn : []).map((other) => [this.texts.continueOn(other.displayName), () => this.continueOn(other)]);
    if (this.config.canClose && isOpen) items.push([this.texts.endChat, () => this.askToEnd()]);
    const { privacyPolicy, terms } = this.config.links;
    const entries = items.map(([text, act]) => h("button", { type: "button", onclick: () => (this.closeMenu(), act()) }, text));
    if (privacyPolicy) entries.push(link(this.texts.privacy, privacyPolicy));
    if (terms) entries.push(link(this.texts.terms, terms));
    if (!entries.length) return;
    this.menu.replaceChildren(...entries);
    this.menu.hidden = false;
    this.menuButton.setAttribute("aria-expanded", "true");
    entries[0].focus();
  }

  closeMenu() {
    this.menu.hidden = true;
    this.menuButton.setAttribute("aria-expanded", "false");
  }

  // The picture

  update() {
    if (this.element.hidden) return;
    const { thread } = this.conversation;
    if (!thread.isOver) this.startsOver = false;
    if (thread.isElsewhere && this.continuing) this.endContinuing();
    this.view.update({ above: this.beforeThread(), below: this.afterThread() });
    this.showSuggestions(thread.suggestions);
    const typing = this.conversation.typing;
    this.typingLine.textContent = typing === null ? "" : this.texts.typing(typing || this.texts.business);
    const waits = this.conversation.following && !this.conversation.connected;
    this.state.textContent = !navigator.onLine ? this.texts.offline : waits && this.conversation.failures > 1 ? this.texts.reconnecting : "";
    this.showFoot();
    if (document.visibilityState === "visible") this.conversation.seen();
  }

  beforeThread() {
    const { thread, outbox } = this.conversation;
    if (thread.hasMore) return [];
    const rows = [];
    if (this.config.welcome) {
      rows.push(this.view.keep("welcome", "", () => h("article", { class: "row theirs" }, h("span", { class: "name" }, this.config.displayName), h("div", { class: "bubble text" }, h("p", { class: "text" }, linked(this.config.welcome))))));
    }
    const fresh = !thread.messages.length && !outbox.entries.length;
    if (fresh && !this.config.hours.open && this.config.hours.awayText) rows.push(this.view.keep("away", "", () => h("p", { class: "notice" }, this.config.hours.awayText)));
    if (fresh && this.config.faq.length) rows.push(this.view.keep("faq", "", () => this.questions()));
    return rows;
  }

  questions() {
    return h("nav", { class: "faq", "aria-label": this.texts.questions }, h("h3", {}, this.texts.questions),
      this.config.faq.map((entry) => h("button", { type: "button", onclick: () => this.say({ type: "faq", id: entry.id, text: entry.question }) }, entry.question)));
  }

  afterThread() {
    const { thread, visitor } = this.conversation;
    const rows = [];
    if (this.wantsContact("away") && thread.messages.length && !visitor?.email) rows.push(this.view.keep("contact", "", () => this.contact()));
    if (thread.isElsewhere) rows.push(this.view.keep(`moved:${thread.conversation.id}`, "", () => this.elsewhere(thread.conversation)));
    if (!thread.isClosed) return rows;
    rows.push(this.view.keep(`ended:${thread.conversation.id}`, "", () => h("p", { class: "notice" }, this.texts.ended)));
    if (this.config.rating) rows.push(this.view.keep(`rating:${thread.conversation.id}`, String(thread.conversation.rated), () => this.rating(thread.conversation)));
    return rows;
  }

  showSuggestions(actions) {
    const signature = JSON.stringify(actions);
    if (signature === this.shownSuggestions) return;
    this.shownSuggestions = signature;
    this.suggestions.hidden = !actions.length;
    this.suggestions.replaceChildren(...actions.map((action) => h("button", { type: "button", class: "chip", onclick: () => this.say({ type: "text", text: action.text, payload: action.payload, metadata: action.metadata }) }, action.text)));
  }

  showFoot() {
    const main = this.sheet ?? this.blocker() ?? this.composer.element;
    const fresh = !this.conversation.thread.messages.length && !this.conversation.outbox.entries.length;
    const wanted = [main, main === this.composer.element && fresh ? this.legal() : null].filter(Boolean);
    // What stays is left where it is: an element that is put in again loses the focus.
    for (const element of [...this.foot.children]) if (!wanted.includes(element)) element.remove();
    wanted.forEach((element, at) => this.foot.children[at] === element || this.foot.insertBefore(element, this.foot.children[at] ?? null));
  }

  /** What stands in the composer's place until something is done. */
  blocker() {
    const { visitor } = this.conversation;
    if (this.config.mode !== "everyone" && !visitor?.signedIn && !this.conversation.jwt) return this.view.keep("sign-in", "", () => h("p", { class: "notice" }, this.texts.signIn));
    if (this.wantsContact("before") && !visitor?.email && !this.conversation.thread.messages.length) return this.view.keep("contact", "", () => this.contact());
    // A closed chat stays closed: the next message begins another.
    if (this.conversation.thread.isOver && !this.startsOver) return this.view.keep("start-over", "", () => this.startOver());
    return null;
  }

  startOver() {
    const begin = () => {
      this.startsOver = true;
      this.update();
      this.composer.focus();
    };
    return h("div", { class: "sheet" }, h("button", { type: "button", class: "button primary", onclick: begin }, this.texts.startOver));
  }

  wantsContact(when) {
    const form = this.config.contactForm;
    return form?.when === when && (when === "before" || !this.config.hours.open);
  }

  legal() {
    const { privacyPolicy, terms } = this.config.links;
    if (!privacyPolicy && !terms) return null;
    const links = [privacyPolicy ? link(this.texts.privacy, privacyPolicy) : null, terms ? link(this.texts.terms, terms) : null].filter(Boolean);
    return this.view.keep("legal", "", () => h("p", { class: "legal" }, `${this.texts.agree} `, links[0], links[1] ? [` ${this.texts.and} `, links[1]] : null));
  }

  // Doing

  say(content) {
    this.view.divider = null;
    this.attempt(this.conversation.say(content)).then(() => this.view.toEnd());
    this.view.toEnd();
  }

  async attempt(promise) {
    try {
      await promise;
      this.composer.tell("");
    } catch (error) {
      const texts = { sign_in_required: this.texts.signIn, too_many_requests: this.texts.tooFast };
      if (error.code !== "offline") this.composer.tell(texts[error.code] ?? this.texts.failed);
    }
  }

  contact() {
    return contactForm(this.texts, this.config.contactForm.fields, async (answers) => {
      await this.conversation.do("/contact", answers);
      this.conversation.visitor = { ...this.conversation.visitor, ...answers };
      this.conversation.changed();
      this.composer.focus();
    });
  }

  rating(conversation) {
    if (conversation.rated) return h("p", { class: "notice" }, this.texts.rateThanks);
    return ratingForm(this.texts, async (score, comment) => {
      await this.conversation.do("/rating", { conversationId: conversation.id, score, comment });
      this.conversation.thread.conversation = { ...conversation, rated: true };
      this.conversation.changed();
    });
  }

  askToEnd() {
    const done = () => {
      this.sheet = null;
      this.update();
      this.composer.focus();
    };
    const end = () => this.attempt(this.conversation.do("/close", {})).then(done);
    this.show(h("div", { class: "sheet", role: "group", "aria-label": this.texts.endAsk }, h("h3", {}, this.texts.endAsk),
      h("div", { class: "choices" }, h("button", { type: "button", class: "button", onclick: done }, this.texts.cancel), h("button", { type: "button", class: "button primary", onclick: end }, this.texts.confirm))));
  }

  /** Where the conversation goes on: what is said there is not shown here. */
  elsewhere(conversation) {
    const other = this.config.continueOn.find((target) => target.integrationId === conversation.movedTo);
    return h("p", { class: "notice" }, this.texts.movedTo(other?.displayName ?? this.texts.otherChannel));
  }

  async continueOn(other) {
    const name = this.texts.continueOn(other.displayName);
    const answer = await this.conversation.do("/continue", { integrationId: other.integrationId }).catch((error) => error);
    if (!answer.url) return this.composer.tell(answer.code === "too_many_requests" ? this.texts.tooFast : this.texts.failed);
    this.continuing = h("div", { class: "sheet", role: "group", "aria-label": name }, h("h3", {}, name), h("p", {}, this.texts.continueHow(answer.code)),
      h("div", { class: "choices" }, h("button", { type: "button", class: "button", onclick: () => this.endContinuing() }, this.texts.cancel), link(this.texts.continueOpen, answer.url, { class: "button primary" })));
    this.show(this.continuing);
  }

  endContinuing() {
    const held = this.continuing?.contains(this.element.getRootNode().activeElement);
    if (this.sheet === this.continuing) this.sheet = null;
    this.continuing = null;
    this.update();
    // News from the other channel must not take the focus from the page.
    if (!held) return;
    if (this.composer.element.isConnected) this.composer.focus();
    else this.view.list.focus();
  }

  show(sheet) {
    this.sheet = sheet;
    this.update();
    sheet.querySelector("button, a")?.focus();
  }

  /** Where nothing can be written nothing can be dropped. */
  get takesFiles() {
    return this.composer.element.isConnected;
  }

  drop(event) {
    if (!this.config.attachments || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    // Leaving one of our own elements for another is no leaving.
    const isOver = event.type !== "drop" && !(event.type === "dragleave" && !this.element.contains(event.relatedTarget));
    this.target.hidden = !isOver || !this.takesFiles;
    if (event.type === "drop" && this.takesFiles) for (const file of event.dataTransfer.files) this.composer.take(file);
  }
}
