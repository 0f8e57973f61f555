// Boxes in which a source is chosen: a combobox with a list (ARIA APG, list autocomplete with manual
// selection; the first match is active while somebody types). What is found comes from the server.
//
// A box sends `desk:chosen` (detail: the option) and `desk:anew` (detail: {text}) up from its input.
(() => {
  const about = document.getElementById("log");
  if (!about) return;
  const say = about.dataset;
  const open = new WeakMap(); // input: { options, at }
  const waiting = new WeakSet(); // for what is found
  const hasty = new WeakSet(); // Enter was pressed before that: the first match it is
  let asked = 0;

  const parts = (input) => {
    const box = input.closest(".combo");
    return { list: box.querySelector("[role=listbox]"), value: box.querySelector("input[type=hidden]") };
  };
  const isBox = (target) => target.matches?.("[data-party] [role=combobox]");

  /** Sources that this form describes itself, by their wording. */
  const described = (input) => [...input.form.querySelectorAll("[data-anew]")].map((one) => ({
    id: `new:${one.dataset.anew}`,
    label: one.querySelector("[name$=-description]").value,
    about: [...one.querySelectorAll("select")].map((each) => each.selectedOptions[0].textContent),
    before: {},
  }));

  const ask = async (input, typing) => {
    asked += 1;
    const mine = asked;
    const typed = typing ? input.value.trim() : "";
    waiting.add(input);
    hasty.delete(input);
    const found = await desk.send(say.sources, { q: typed, role: input.closest("[data-party]").dataset.party });
    if (mine !== asked) return;
    waiting.delete(input);
    if (document.activeElement !== input && !hasty.has(input)) return;
    const low = typed.toLocaleLowerCase();
    const own = described(input).filter((one) => one.label.toLocaleLowerCase().includes(low));
    const options = [...own, ...(found?.sources || [])];
    if (typed) options.push({ id: "", label: typed, anew: true });
    show(input, options, typing && typed ? 0 : -1);
    if (hasty.has(input) && options.length) choose(input, options[0]);
    hasty.delete(input);
  };

  const show = (input, options, at) => {
    const { list } = parts(input);
    list.replaceChildren(...options.map((one, n) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.id = `${list.id}_${n}`;
      const label = Object.assign(document.createElement("b"),
        { textContent: one.anew ? `${say.sayNew} “${one.label}”` : one.label });
      item.append(label);
      if (!one.anew) item.append(Object.assign(document.createElement("small"), { textContent: one.about.join(" · ") }));
      return item;
    }));
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(Boolean(options.length)));
    open.set(input, { options, at: -1 });
    move(input, at);
  };

  const move = (input, at) => {
    const state = open.get(input);
    const { list } = parts(input);
    state.at = at;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };

  const shut = (input) => {
    if (!hasty.has(input)) asked += 1;
    const { list } = parts(input);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    open.delete(input);
  };

  /** Put a source into a box: `one` has an id and a label. */
  const put = (input, one) => {
    if (open.has(input)) shut(input);
    asked += 1;
    input.value = one.label;
    parts(input).value.value = one.id;
    delete input.dataset.standard;
  };

  const choose = (input, one) => {
    shut(input);
    if (one.anew) {
      input.dispatchEvent(new CustomEvent("desk:anew", { bubbles: true, detail: { text: one.label } }));
      return;
    }
    put(input, one);
    input.dispatchEvent(new CustomEvent("desk:chosen", { bubbles: true, detail: one }));
  };

  document.addEventListener("input", (event) => {
    if (!isBox(event.target)) return;
    parts(event.target).value.value = "";
    delete event.target.dataset.standard;
    desk.reading(ask(event.target, true));
  });
  document.addEventListener("focusin", (event) => {
    if (isBox(event.target) && !event.target.value) ask(event.target, false);
  });
  document.addEventListener("focusout", (event) => {
    if (isBox(event.target)) shut(event.target);
  });
  document.addEventListener("mousedown", (event) => {
    const item = event.target.closest?.("[data-party] [role=option]");
    if (!item) return;
    event.preventDefault(); // the box keeps the focus
    const input = item.closest(".combo").querySelector("[role=combobox]");
    choose(input, open.get(input).options[[...item.parentNode.children].indexOf(item)]);
  });
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!isBox(input) || event.isComposing || event.ctrlKey || event.metaKey) return;
    const state = open.get(input);
    const last = state ? state.options.length - 1 : -1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!state) ask(input, Boolean(input.value) && !parts(input).value.value);
      else if (event.key === "ArrowDown") move(input, state.at >= last ? 0 : state.at + 1);
      else move(input, state.at <= 0 ? last : state.at - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (waiting.has(input) && input.value && !parts(input).value.value) hasty.add(input);
      else if (state && state.at >= 0) choose(input, state.options[state.at]);
    } else if (event.key === "Tab" && state && state.at >= 0) {
      choose(input, state.options[state.at]);
    } else if (event.key === "Escape" && state) {
      event.preventDefault();
      event.stopImmediatePropagation();
      shut(input);
    }
  }, true);

  desk.box = { put, value: (input) => parts(input).value.value };
})();
