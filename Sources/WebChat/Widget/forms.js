// Forms: those that the business sends, the way to reach the visitor, and the rating at the end.

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/u;

class FormView {
  /** `onSubmit` gets the fields in the form that a form response has; a promise that fails shows the fault and keeps the answers. */
  constructor(texts, fields, label, onSubmit) {
    this.texts = texts;
    this.fields = fields;
    this.inputs = fields.map((field) => this.input(field));
    this.fault = h("p", { class: "fault", role: "alert", id: `fault-${crypto.randomUUID()}` });
    this.submit = h("button", { type: "submit", class: "button primary" }, label);
    this.element = h("form", { class: "form", novalidate: true, onsubmit: (event) => this.send(event, onSubmit) },
      fields.map((field, at) => h("label", {}, h("span", {}, field.label), this.inputs[at])), this.fault, this.submit);
  }

  input(field) {
    const common = { name: field.name, required: field.required !== false, maxlength: field.maxSize ?? 128, placeholder: field.placeholder ?? null };
    if (field.type === "select") {
      const options = (field.options ?? []).map((option) => h("option", { value: option.name }, option.label));
      return h("select", { name: field.name, required: common.required }, h("option", { value: "" }, this.texts.choose), options);
    }
    const kind = field.type === "email" ? { type: "email", autocomplete: "email", inputmode: "email" } : { type: "text", autocomplete: field.name === "name" ? "name" : "off" };
    return h("input", { ...common, ...kind, value: field.text ?? field.email ?? null });
  }

  async send(event, onSubmit) {
    event.preventDefault();
    const bad = this.fields.findIndex((field, at) => this.problem(field, this.inputs[at].value.trim()));
    this.inputs.forEach((input, at) => {
      input.setAttribute("aria-invalid", String(at === bad));
      if (at === bad) input.setAttribute("aria-describedby", this.fault.id);
      else input.removeAttribute("aria-describedby");
    });
    if (bad >= 0) {
      this.fault.textContent = this.problem(this.fields[bad], this.inputs[bad].value.trim());
      this.inputs[bad].focus();
      return;
    }
    this.fault.textContent = "";
    this.submit.disabled = true;
    try {
      const answers = this.fields.map((field, at) => [field, this.inputs[at].value.trim()]).filter(([, value]) => value);
      await onSubmit(answers.map(([field, value]) => this.answer(field, value)));
    } catch {
      this.fault.textContent = this.texts.failed;
      this.submit.disabled = false;
    }
  }

  problem(field, value) {
    if (!value) return field.required === false ? null : this.texts.required;
    return field.type === "email" && !EMAIL.test(value) ? this.texts.badEmail : null;
  }

  answer(field, value) {
    const base = { type: field.type, name: field.name, label: field.label };
    if (field.type === "email") return { ...base, email: value };
    if (field.type === "select") return { ...base, select: (field.options ?? []).filter((option) => option.name === value) };
    return { ...base, text: value };
  }
}

/** Name and e-mail address, so that the business can write when the visitor has left. */
function contactForm(texts, names, onSubmit) {
  const known = { name: { type: "text", name: "name", label: texts.name }, email: { type: "email", name: "email", label: texts.email } };
  const fields = names.map((name) => known[name]).filter(Boolean);
  const form = new FormView(texts, fields, texts.save, (answers) => onSubmit(Object.fromEntries(answers.map((answer) => [answer.name, answer.text ?? answer.email]))));
  return h("section", { class: "sheet", "aria-label": texts.contactAsk }, h("h3", {}, texts.contactAsk), form.element);
}

/** Five stars: a group of radio buttons, so that arrow keys work and a screen reader says what is chosen. */
function ratingForm(texts, onSubmit) {
  let score = 0;
  const stars = [1, 2, 3, 4, 5].map((n) => {
    const input = h("input", { type: "radio", name: "score", value: n, class: "hidden-input", "aria-label": texts.rateStar(n) });
    input.addEventListener("change", () => {
      score = n;
      labels.forEach((label, at) => label.classList.toggle("chosen", at < n));
      send.disabled = false;
    });
    return input;
  });
  const labels = stars.map((input) => h("label", { class: "star" }, input, icon("star", true)));
  const comment = h("textarea", { rows: 2, maxlength: 1000, "aria-label": texts.rateComment, placeholder: texts.rateComment });
  const fault = h("p", { class: "fault", role: "alert" });
  const send = h("button", { type: "submit", class: "button primary", disabled: true }, texts.rateSend);
  const submit = async (event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      await onSubmit(score, comment.value.trim() || null);
    } catch {
      fault.textContent = texts.failed;
      send.disabled = false;
    }
  };
  return h("form", { class: "sheet rating", onsubmit: submit }, h("fieldset", {}, h("legend", {}, texts.rateAsk), h("div", { class: "stars" }, labels)), comment, fault, send);
}
