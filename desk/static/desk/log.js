// The form in which a claim is logged, and sourcing added or changed: its places in the text, its
// rows, the usual phrases, new sources. What it says by itself it says of fields nobody touched.
(() => {
  const about = document.getElementById("log");
  if (!about) return;
  const say = about.dataset;
  const panel = document.getElementById("panel");
  const phrases = Object.fromEntries(
    JSON.parse(document.getElementById("log-phrases").textContent).map((one) => [one.key, one]));
  const text = () => document.getElementById("text");
  const form = () => panel.querySelector("form[data-log]");
  const chips = document.getElementById("log-chips").content.firstElementChild.cloneNode(true);
  let count = 0;

  const cloned = (id, mark, prefix) => {
    const holder = document.createElement("template");
    holder.innerHTML = document.getElementById(id).innerHTML.replaceAll(mark, prefix);
    return holder.content.firstElementChild;
  };
  const fresh = (letter) => {
    do count += 1; while (panel.querySelector(`[data-row="${letter}${count}"], [data-anew="${letter}${count}"]`));
    return `${letter}${count}`;
  };
  const field = (row, name) => row.querySelector(`[name="${row.dataset.row}-${name}"]`);
  const box = (row, role) => row.querySelector(`[data-party="${role}"] [role=combobox]`);
  const rows = () => [...(form()?.querySelectorAll("[data-row]") || [])];

  // --- Places in the text -------------------------------------------------------------------

  const holder = (part) => part.querySelector('input[name="anchors"], input[name$="-anchor"]');
  const places = (part) => {
    try { return [].concat(JSON.parse(holder(part).value || "[]")); } catch { return []; }
  };
  const setPlaces = (part, found) => {
    holder(part).value = JSON.stringify(found);
    drawPlaces(part);
    desk.typed();
  };
  const drawPlaces = (part) => {
    const list = part.querySelector("[data-places]");
    const found = places(part);
    list.replaceChildren(...found.map((one, n) => {
      const item = document.createElement("li");
      const words = one.exact.length > 70 ? `${[...one.exact].slice(0, 69).join("")}…` : one.exact;
      const away = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
      away.setAttribute("aria-label", `${say.sayRemove} ${words}`);
      away.addEventListener("click", () => {
        setPlaces(part, places(part).filter((_, at) => at !== n));
        (part.querySelector("[data-places] button") || part.querySelector("textarea, [role=combobox]")).focus();
      });
      item.append(Object.assign(document.createElement("q"), { textContent: words }), away);
      return item;
    }));
    if (!found.length) list.append(Object.assign(document.createElement("li"), { className: "none", textContent: list.dataset.none }));
    draw();
  };
  /** What is chosen for the form is marked in the text. */
  const draw = () => {
    if (!window.Highlight) return;
    const parts = form() ? form().querySelectorAll("[data-of-claim], [data-row]") : [];
    const ranges = [...parts].flatMap(places)
      .filter((one) => String(one.version) === text().dataset.version)
      .map((one) => desk.rangeOf(text(), one.start, one.end)).filter(Boolean);
    CSS.highlights.set("chosen", new Highlight(...ranges));
  };

  // --- Which part of the form the next words go to --------------------------------------------

  const aimed = () => form()?.querySelector(".aim") || null;
  const aim = (part) => {
    if (!part || part === aimed()) return;
    aimed()?.classList.remove("aim");
    part.classList.add("aim");
    if (!part.dataset.row) return;
    for (const row of rows()) {
      row.toggleAttribute("data-open", row === part);
      if (row !== part) gist(row);
    }
    part.querySelector("[data-chips-here]").append(chips);
    if (part.offsetHeight < panel.clientHeight - 80) part.scrollIntoView({ block: "nearest" });
  };
  /** What a row says, in a line: only the one that is being filled in is open. */
  const gist = (row) => {
    const said = (name) => { const one = field(row, name); return one.selectedOptions ? one.selectedOptions[0].textContent : one.value; };
    const isAsked = row.dataset.makes === "request";
    const many = !isAsked && said("headcount");
    const more = isAsked ? [said("outcome")] : [said("stance"), field(row, "terms").value === "not stated" ? "" : said("terms")];
    row.querySelector(".gist").textContent = [
      `${many ? `${many} · ` : ""}${box(row, "source").value || "…"}: ${more.filter(Boolean).join(", ")}`,
      ...places(row).map((one) => `“${one.exact.length > 50 ? `${[...one.exact].slice(0, 49).join("")}…` : one.exact}”`),
    ].join(" · ");
  };
  document.addEventListener("focusin", (event) => {
    aim(event.target.closest("form[data-log] [data-row], form[data-log] [data-of-claim]"));
  });

  /** Words that were selected go to a part: to the claim as one more place, to a row as its own. */
  const take = (words, part) => {
    const one = { ...words, version: Number(text().dataset.version) };
    getSelection().removeAllRanges();
    if (part.dataset.row) {
      aim(part);
      setPlaces(part, [one]);
      if (!form().elements.of_row) desk.reading(read(part, one.exact));
      box(part, "source").focus();
    } else {
      setPlaces(part, [...places(part).filter((old) => old.start !== one.start || old.end !== one.end), one]);
      desk.say(`${say.sayWords}: ${one.exact}`);
      part.querySelector("[data-does=more-words]").focus();
    }
  };

  // --- Filling in -------------------------------------------------------------------------------

  const isOpen = (input) => !input.dataset.touched;
  const fill = (row, fills, force) => {
    for (const [name, value] of Object.entries(fills)) {
      const input = field(row, name);
      if (!input || !(force || isOpen(input))) continue;
      if (input.type === "checkbox") input.checked = Boolean(value);
      else input.value = value;
      if (force) delete input.dataset.touched;
    }
    sum(row);
  };
  /** What is folded away is said in a line: nothing that is logged is out of sight. */
  const sum = (row) => {
    const rarer = row.querySelector("[data-rarer]");
    const filled = [...rarer.querySelectorAll("input:not([type=hidden]), select, textarea")]
      .filter((input) => input.value && input.value !== "not stated" && !input.closest("[data-anew]"))
      .map((input) => (input.tagName === "SELECT" ? input.selectedOptions[0].textContent : input.value));
    rarer.querySelector("[data-filled]").textContent = filled.map((one) => (one.length > 30 ? `${one.slice(0, 29)}…` : one)).join(" · ");
  };
  const make = (row, makes) => {
    row.dataset.makes = makes;
    field(row, "makes").value = makes;
  };
  const before = (row, test) => rows().slice(0, rows().indexOf(row)).reverse().find(test);
  const isFree = (input) => !input.value || input.dataset.standard;

  const source = (row, found, same) => {
    const input = box(row, "source");
    if (!isFree(input)) return;
    const previous = same && before(row, (one) => desk.box.value(box(one, "source")));
    if (found.source) choose(row, input, found.source);
    else if (previous) desk.box.put(input, { id: desk.box.value(box(previous, "source")), label: box(previous, "source").value });
    else if (found.group) choose(row, input, found.group);
    else if (found.anew?.description) describe(row, "source", found.anew);
  };
  const choose = (row, input, one) => {
    desk.box.put(input, one);
    drop();
    fill(row, Object.fromEntries(Object.entries(one.before || {}).filter(([name]) => field(row, name).value === "not stated")));
    desk.typed();
  };

  /** Asks what words or a phrase say of a part of the form, which is busy meanwhile. */
  const ask = async (part, fields) => {
    part.setAttribute("aria-busy", "true");
    const found = await desk.send(say.read, fields);
    part.removeAttribute("aria-busy");
    return found;
  };
  const read = async (row, words) => {
    const found = await ask(row, { of: "row", words });
    if (!found) return;
    make(row, found.makes);
    source(row, found, Boolean(found.phrase && phrases[found.phrase].same));
    fill(row, found.fills);
    desk.typed();
  };
  const readClaim = async (part, words) => {
    const found = await ask(part, { of: "claim", words });
    for (const name of ["kind", "hedge"]) {
      const input = part.querySelector(`[name=${name}]`);
      if (found?.[name] && isOpen(input)) input.value = found[name];
    }
    desk.filled();
  };

  const apply = async (row, key, number) => {
    const phrase = phrases[key];
    make(row, phrase.makes);
    row.dataset.hint = JSON.stringify(phrase.anew);
    fill(row, { ...phrase.fills, ...(phrase.count ? { [phrase.count]: number } : {}) }, true);
    if (phrase.same || phrase.anew.description) {
      const found = await ask(row, { of: "phrase", phrase: key, n: number });
      source(row, found || {}, phrase.same);
    }
    const role = phrase.asks === "via" && box(row, "source").value ? "via" : "source";
    if (role === "via") box(row, "via").closest("details").open = true;
    const input = box(row, role);
    if (phrase.asks && isFree(input)) input.focus();
    desk.typed();
  };

  // --- New sources --------------------------------------------------------------------------------

  const describe = (row, role, given) => {
    const part = row.querySelector(`[data-party="${role}"]`);
    const key = fresh("s");
    const described = cloned("log-source", "__s__", key);
    part.append(described);
    for (const [name, value] of Object.entries(given)) {
      const input = described.querySelector(`[name="${key}-${name}"]`);
      if (input) input.value = value;
    }
    desk.box.put(box(row, role), { id: `new:${key}`, label: given.description });
    drop();
    desk.typed();
    return described;
  };
  /** New sources that no row names any more are taken away. */
  const drop = () => {
    const named = new Set([...form().querySelectorAll(".combo input[type=hidden]")].map((one) => one.value));
    for (const one of form().querySelectorAll("[data-anew]")) {
      if (!named.has(`new:${one.dataset.anew}`)) one.remove();
    }
  };
  panel.addEventListener("desk:anew", (event) => {
    const row = event.target.closest("[data-row]");
    const role = event.target.closest("[data-party]").dataset.party;
    const hint = JSON.parse(row.dataset.hint || "{}");
    const veiled = ["anonymity", "background", "deep background"].includes(field(row, "terms").value);
    const kind = { kind: hint.kind || (role === "via" ? "media" : "person"), naming: hint.naming || (veiled ? "anonymous" : "named") };
    describe(row, role, { ...kind, description: event.detail.text }).querySelector("select").focus();
  });
  panel.addEventListener("desk:chosen", (event) => {
    const row = event.target.closest("[data-row]");
    if (event.target === box(row, "source")) choose(row, event.target, event.detail);
    drop();
    desk.typed();
  });
  panel.addEventListener("input", (event) => {
    const described = event.target.closest("[data-anew]");
    if (event.target.closest("[data-rarer]")) sum(event.target.closest("[data-row]"));
    if (event.isTrusted) event.target.dataset.touched = "yes";
    if (!described || !event.target.name.endsWith("-description")) return;
    for (const hidden of form().querySelectorAll(`.combo input[value="new:${described.dataset.anew}"], .combo input[type=hidden]`)) {
      if (hidden.value === `new:${described.dataset.anew}`) hidden.previousElementSibling.value = event.target.value;
    }
  });

  // --- Rows -------------------------------------------------------------------------------------

  const addRow = ({ standard = true } = {}) => {
    const row = cloned("log-row", "__r__", fresh("r"));
    form().querySelector("[data-rows]").append(row);
    drawPlaces(row);
    const last = before(row, (one) => one.dataset.makes === "attribution" && box(one, "source").value);
    if (last && standard) {
      for (const name of ["terms", "medium", "knowledge"]) field(row, name).value = field(last, name).value;
      const input = box(row, "source");
      desk.box.put(input, { id: desk.box.value(box(last, "source")), label: box(last, "source").value });
      input.dataset.standard = "yes"; // as before, as long as nothing says otherwise
    }
    return row;
  };
  const enter = (row) => {
    aim(row);
    box(row, "source").focus();
  };
  const removeRow = (row) => {
    for (const described of row.querySelectorAll("[data-anew]")) {
      const key = `new:${described.dataset.anew}`;
      const other = rows().filter((one) => one !== row).flatMap((one) => [...one.querySelectorAll("[data-party]")])
        .find((part) => part.querySelector("input[type=hidden]").value === key);
      if (other) other.append(described);
    }
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    const left = next || form().querySelector("[data-does=add-row]");
    if (next) enter(next);
    else left.focus();
    draw();
    desk.typed();
  };

  // --- Opening ------------------------------------------------------------------------------------

  /** Makes a form ready that was put into the panel by whatever way. */
  const setUp = (one) => {
    if (!one || one.dataset.ready) return;
    one.dataset.ready = "yes";
    if (!one.elements.draft.value) one.elements.draft.value = one.dataset.draft = desk.uuid();
    if (!rows().length) addRow();
    for (const part of one.querySelectorAll("[data-of-claim], [data-row]")) drawPlaces(part);
    rows().forEach((row) => { sum(row); gist(row); });
    if (one.matches("[data-told], [data-back]")) {
      one.dataset.typed = "yes";
      for (const input of one.querySelectorAll("input, select, textarea")) input.dataset.touched = "yes";
    }
    const claim = one.querySelector("[data-of-claim]");
    aim(claim && !places(claim).length ? claim : one.querySelector("[data-row]"));
    panel.classList.add("open");
    const wrong = one.querySelector(".meanwhile, .error");
    if (wrong) (wrong.closest(".field")?.querySelector("input:not([type=hidden]), select, textarea") || one.querySelector("h2")).focus();
    else if (one.hasAttribute("data-back")) one.querySelector("h2").focus();
    else box(rows()[0], "source").focus();
  };
  const start = async (words) => {
    await desk.leave();
    panel.replaceChildren(document.getElementById("log-blank").content.cloneNode(true));
    const one = form();
    htmx.process(one);
    const part = one.querySelector("[data-of-claim]");
    const plain = words.exact.replace(/\s+/g, " ");
    const [head] = plain;
    part.querySelector("[name=statement]").value = head.toLocaleUpperCase() + plain.slice(head.length);
    holder(part).value = JSON.stringify([{ ...words, version: Number(text().dataset.version) }]);
    getSelection().removeAllRanges();
    setUp(one);
    desk.reading(readClaim(part, words.exact));
    desk.say(`${say.sayLog}: ${plain}`);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("form[data-log] [data-does]");
    const chip = event.target.closest("[data-phrase]");
    if (chip) {
      const number = chip.parentElement.querySelector("input")?.value || "";
      desk.reading(apply(chip.closest("[data-row]"), chip.dataset.phrase, number));
      return;
    }
    if (!button) return;
    const does = {
      "add-row": () => enter(addRow()),
      "open-row": () => enter(button.closest("[data-row]")),
      "remove-row": () => removeRow(button.closest("[data-row]")),
      "more-words": () => text().focus(),
      "choose-other": () => {
        const input = button.closest("[data-party]").querySelector("[role=combobox]");
        desk.box.put(input, { id: "", label: "" });
        drop();
        input.focus();
      },
      discard: () => desk.discard(form()),
    }[button.dataset.does];
    if (does) does();
  });
  document.addEventListener("keydown", (event) => {
    const inside = event.target.closest?.("form[data-log]");
    if (!inside || event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation(); // back to the text; the form stays as it is
      panel.classList.remove("open");
      text().focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      inside.requestSubmit(inside.querySelector("[data-does=send]"));
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault(); // a claim is sent on purpose
      if (event.target.closest(".chip")) event.target.closest(".chip").querySelector("button").click();
    } else if (event.target.closest(".chips") && ["ArrowRight", "ArrowLeft"].includes(event.key)) {
      if (event.target.matches("input")) return;
      const all = [...chips.querySelectorAll("button")];
      const at = all.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : -1);
      event.preventDefault();
      all[(at + all.length) % all.length].focus();
    }
  });

  document.addEventListener("htmx:afterSettle", () => {
    setUp(form());
    draw();
  });
  document.body.addEventListener("desk:redrawn", draw);
  desk.key("a", () => {
    const button = panel.querySelector("[data-does=add-sourcing]");
    const one = form();
    if (one) enter(one.querySelector("[data-row]"));
    else if (button) button.click();
    else return false;
    return true;
  });
  Object.assign(desk, { logForm: { start, take, aimed, form, setUp, places } });
})();
