// Where the visitor writes: text that grows with its lines, emoji, files by button, paste or drop.

const EMOJI = ("😀 😄 😊 😉 😍 😘 😅 😂 🤣 🙂 🙃 🤔 😐 😕 😢 😭 😡 😱 😴 🤒 👍 👎 👏 🙏 💪 👋 👌 ✌️ 🤝 ❤️ 💔 🎉 🎁 ⭐ 🔥 ✅ ❌ ❓ ❗ 📦 🚚 💳 🧾 📷 📎 📍 📞 ⏰ ☕ 🌞").split(" ");

class Composer {
  /** `on`: `text(text)`, `file(file)`, `typing(on)`. */
  constructor(texts, config, on) {
    this.texts = texts;
    this.config = config;
    this.on = on;
    this.typing = false;
    this.input = h("textarea", { rows: 1, "aria-label": texts.message, placeholder: texts.placeholder, enterkeyhint: "send", oninput: () => this.changed(), onkeydown: (event) => this.key(event), onpaste: (event) => this.paste(event) });
    this.picker = h("input", { type: "file", class: "hidden-input", tabindex: -1, "aria-hidden": "true", multiple: true, onchange: () => this.pick() });
    this.palette = h("div", { class: "palette", role: "group", "aria-label": texts.emoji, hidden: true, onkeydown: (event) => this.movePalette(event) },
      EMOJI.map((emoji, at) => h("button", { type: "button", tabindex: at ? -1 : 0, onclick: () => this.insert(emoji) }, emoji)));
    this.emojiButton = iconButton("smile", texts.emoji, { "aria-expanded": "false", onclick: () => this.togglePalette() });
    this.sendButton = iconButton("send", texts.send, { class: "icon-button send", type: "submit" });
    this.fault = h("p", { class: "fault", role: "alert" });
    this.element = h("form", { class: "composer", onsubmit: (event) => this.submit(event) },
      this.fault, this.palette,
      h("div", { class: "line" }, config.attachments ? [iconButton("clip", texts.attach, { onclick: () => this.picker.click() }), this.picker] : null, this.input, this.emojiButton, this.sendButton));
    this.changed(true);
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  tell(text) {
    this.fault.textContent = text ?? "";
  }

  key(event) {
    // Enter while a syllable is being composed (Korean, Japanese, Chinese) belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    this.submit(event);
  }

  changed(quiet = false) {
    this.input.style.setProperty("height", "auto");
    this.input.style.setProperty("height", `${Math.min(Math.max(this.input.scrollHeight, 40), 120)}px`);
    const text = this.input.value;
    this.sendButton.disabled = !text.trim();
    const limit = this.config.limits.messageLength;
    this.tell([...text].length > limit ? this.texts.tooLong(limit) : "");
    if (!quiet) this.note(text.length > 0);
  }

  note(on) {
    clearTimeout(this.typingTimer);
    const due = !this.lastTyping || Date.now() - this.lastTyping > 5000;
    if (on ? !this.typing || due : this.typing) {
      this.typing = on;
      this.lastTyping = on ? Date.now() : 0;
      this.on.typing(on);
    }
    if (on) this.typingTimer = setTimeout(() => this.note(false), 8000);
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text || [...text].length > this.config.limits.messageLength) return;
    this.input.value = "";
    this.closePalette();
    this.changed(true);
    clearTimeout(this.typingTimer);
    this.typing = false;
    this.on.text(text);
    this.focus();
  }

  pick() {
    for (const file of this.picker.files) this.take(file);
    this.picker.value = "";
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || !this.config.attachments) return;
    event.preventDefault();
    files.forEach((file) => this.take(file));
  }

  take(file) {
    const limit = this.config.limits.fileBytes;
    if (file.size > limit) return this.tell(this.texts.fileTooLarge(sizeText(limit)));
    if (!file.size) return this.tell(this.texts.fileEmpty);
    this.tell("");
    this.on.file(file);
  }

  togglePalette() {
    this.palette.hidden = !this.palette.hidden;
    this.emojiButton.setAttribute("aria-expanded", String(!this.palette.hidden));
    if (!this.palette.hidden) this.palette.firstElementChild.focus();
  }

  closePalette() {
    this.palette.hidden = true;
    this.emojiButton.setAttribute("aria-expanded", "false");
  }

  movePalette(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.closePalette();
      return this.emojiButton.focus();
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
    const buttons = [...this.palette.children];
    const from = buttons.indexOf(event.target);
    const next = step && buttons[from + step];
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  insert(emoji) {
    const { selectionStart: from, selectionEnd: to, value } = this.input;
    this.input.value = value.slice(0, from) + emoji + value.slice(to);
    this.input.selectionStart = this.input.selectionEnd = from + emoji.length;
    this.closePalette();
    this.changed();
    this.focus();
  }
}
