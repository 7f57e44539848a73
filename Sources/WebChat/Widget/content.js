// Pictures of message contents. Everything that a message says is set as text; addresses are checked.

class ContentView {
  constructor(texts, actions) {
    this.texts = texts;
    /** What pressing a button does: `reply(action)`, `postback(message, action)`, `answer(message, fields)`. */
    this.actions = actions;
  }

  view(message) {
    const content = message.content;
    if (message.unsent) return [h("p", { class: "text quiet" }, this.texts.unsent)];
    switch (content.type) {
      case "text":
        return [h("p", { class: "text" }, linked(content.text ?? "")), this.buttons(message, content.actions)];
      case "image":
        return [this.image(content), this.caption(content), this.buttons(message, content.actions)];
      case "file":
        return [this.file(content), this.caption(content), this.buttons(message, content.actions)];
      case "location":
        return [this.location(content)];
      case "carousel":
      case "list":
        return [this.items(message, content), this.buttons(message, content.actions)];
      case "form":
        return [this.form(message, content)];
      case "formResponse":
        return [this.answers(content)];
      default:
        return [h("p", { class: "text" }, content.text ?? content.textFallback ?? "")];
    }
  }

  /** Links and postbacks stay with their message; replies are offered once, below the thread. */
  buttons(message, actions = []) {
    const shown = actions.filter((action) => ["link", "postback", "webview"].includes(action.type));
    if (!shown.length) return null;
    return h("div", { class: "buttons" }, shown.map((action) => this.button(message, action)));
  }

  button(message, action) {
    if (action.type !== "postback") return link(action.text, action.uri ?? action.fallback, { class: "button" });
    return h("button", { type: "button", class: "button", onclick: () => this.actions.postback(message, action) }, action.text);
  }

  image(content) {
    const address = safeURL(content.mediaUrl, ["http:", "https:", "blob:"]);
    if (!address) return this.file(content);
    // The frame has its size before the picture is here: nothing jumps when it comes. Pressing shows the whole of it.
    const name = content.altText || content.filename || this.texts.image;
    const frame = h("a", { class: "picture", href: address, target: "_blank", rel: "noopener noreferrer", "aria-label": name });
    const picture = h("img", { src: address, alt: name, width: 248, height: 186, decoding: "async", referrerpolicy: "no-referrer", onload: () => frame.classList.add("is-here") });
    // What is no picture after all, or is gone, can still be asked for by its name.
    picture.addEventListener("error", () => frame.replaceWith(this.file(content)));
    frame.append(picture);
    return frame;
  }

  file(content) {
    const name = content.filename || content.altText || this.texts.file;
    const words = [fileKind(name, content.mediaType), content.mediaSize ? sizeText(content.mediaSize) : null].filter(Boolean).join(" · ");
    const inside = [h("span", { class: "file-sign" }, icon("file")), h("span", { class: "file-words" }, h("bdi", { class: "file-name" }, name), words ? h("span", { class: "quiet" }, words) : null)];
    const address = content.mediaUrl && safeURL(content.mediaUrl);
    return address ? h("a", { class: "file", href: address, download: name, target: "_blank", rel: "noopener noreferrer", title: `${this.texts.download}: ${name}` }, inside) : h("span", { class: "file" }, inside);
  }

  caption(content) {
    return content.text ? h("p", { class: "text" }, linked(content.text)) : null;
  }

  location(content) {
    const { lat, long } = content.coordinates ?? {};
    const name = content.location?.name ?? content.location?.address ?? this.texts.location;
    const address = `https://www.openstreetmap.org/?mlat=${Number(lat)}&mlon=${Number(long)}#map=16/${Number(lat)}/${Number(long)}`;
    return h("a", { class: "file", href: address, target: "_blank", rel: "noopener noreferrer" }, icon("pin"), h("span", { class: "file-name" }, name));
  }

  items(message, content) {
    const cards = (content.items ?? []).map((item) => {
      const address = item.mediaUrl && safeURL(item.mediaUrl);
      return h("li", { class: "card" },
        address ? h("img", { src: address, alt: item.altText ?? "", loading: "lazy", referrerpolicy: "no-referrer" }) : null,
        h("strong", {}, item.title), item.description ? h("p", { class: "quiet" }, item.description) : null,
        h("div", { class: "buttons" }, (item.actions ?? []).map((action) =>
          action.type === "reply" ? h("button", { type: "button", class: "button", onclick: () => this.actions.reply(action) }, action.text) : this.button(message, action))));
    });
    return h("ul", { class: content.type === "carousel" ? "cards sideways" : "cards", tabindex: content.type === "carousel" ? 0 : null }, cards);
  }

  form(message, content) {
    if (content.submitted) return h("p", { class: "text quiet" }, "✓");
    return new FormView(this.texts, content.fields ?? [], content.submitLabel ?? this.texts.submit, (fields) => this.actions.answer(message, fields)).element;
  }

  answers(content) {
    return h("dl", { class: "answers" }, (content.fields ?? []).map((field) =>
      [h("dt", {}, field.label), h("dd", {}, field.text ?? field.email ?? (field.select ?? []).map((choice) => choice.label).join(", "))]));
  }
}

/** What a person calls the kind of a file: the end of its name, else of its type. */
function fileKind(name, type) {
  const end = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? /^[a-z]+\/([a-z0-9]{2,5})$/i.exec(type ?? "")?.[1];
  return end ? end.toUpperCase() : null;
}

/** A size in the words of the page's language. */
function sizeText(bytes) {
  const [unit, value] = bytes < 1_000_000 ? ["kilobyte", Math.max(1, Math.round(bytes / 1024))] : ["megabyte", Math.round(bytes / 104_857.6) / 10];
  return new Intl.NumberFormat(document.documentElement.lang || undefined, { style: "unit", unit, unitDisplay: "short" }).format(value);
}
