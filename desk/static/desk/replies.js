// Right of reply: the sentence is copied, what was done is said, and a form asks only what it needs.
(() => {
  const copied = async (words) => {
    try {
      await navigator.clipboard.writeText(words);
    } catch {
      // no clipboard without a safe connection: the old way, by a selection
      const area = Object.assign(document.createElement("textarea"), { value: words, className: "unseen" });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await copied(document.getElementById(button.dataset.copy).textContent);
    button.focus();
    desk.say(button.dataset.copied);
    const name = button.textContent;
    if (name === button.dataset.copied) return;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = name; }, 2000);
  });

  document.body.addEventListener("desk:said", (event) => desk.say(event.detail.value));

  // Why somebody was not asked is asked of those alone; what they said, of the others.
  const shape = (form) => {
    const unasked = form.elements.outcome.value === "not asked";
    for (const field of form.querySelectorAll("[data-field]")) {
      const name = field.dataset.field;
      if (name === "not_asked_reason") field.hidden = !unasked;
      if (["response", "reached", "responded_at"].includes(name)) field.hidden = unasked;
    }
  };
  const all = () => document.querySelectorAll("form[data-outcome]").forEach(shape);
  document.addEventListener("change", (event) => {
    if (event.target.name === "outcome") shape(event.target.form);
  });
  document.addEventListener("htmx:afterSwap", all);
  all();
})();
