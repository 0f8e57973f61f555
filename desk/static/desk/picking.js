// What is selected in the text can be logged: a small bar beside it, and the key `n`.
(() => {
  const about = document.getElementById("log");
  if (!about) return;
  const say = about.dataset;
  const bar = document.getElementById("pick");
  const text = () => document.getElementById("text");
  const { start, take, aimed, form, places } = desk.logForm;

  const parts = () => {
    const one = form();
    if (!one) return [];
    const claim = one.querySelector("[data-of-claim]");
    const row = aimed()?.dataset.row ? aimed() : one.querySelector("[data-row]");
    const both = [[claim, say.sayWords], [row, say.sayRow]].filter(([part]) => part);
    return aimed() === row ? both.reverse() : both;
  };

  const choices = (words) => {
    const into = parts().map(([part, label]) => ({ label, run: () => take(words, part) }));
    return into.length ? into : [{ label: say.sayLog, run: () => start(words) }];
  };

  let chosen = null; // what was selected before the text is drawn anew
  const hide = () => { bar.hidden = true; };
  const show = () => {
    const words = desk.selected(text());
    chosen = words;
    if (!words) return hide();
    bar.replaceChildren(...choices(words).map(({ label, run }, n) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
      if (n === 0) {
        button.className = "main";
        button.append(Object.assign(document.createElement("kbd"), { textContent: "n" }));
      }
      button.addEventListener("click", () => { hide(); run(); });
      return button;
    }));
    bar.hidden = false;
    const last = [...getSelection().getRangeAt(0).getClientRects()].at(-1);
    if (!last) return undefined;
    const left = Math.min(last.right, document.documentElement.clientWidth - bar.offsetWidth - 8);
    bar.style.left = `${Math.max(8, left) + scrollX}px`;
    bar.style.top = `${last.bottom + scrollY + 6}px`;
    return undefined;
  };

  let waits;
  let isDragging = false; // the bar would stand in the way of words that are still being selected
  const soon = () => {
    clearTimeout(waits);
    if (!isDragging) waits = setTimeout(show, 60);
  };
  document.addEventListener("selectionchange", soon);
  document.addEventListener("pointerdown", (event) => {
    isDragging = event.pointerType === "mouse" && Boolean(text()?.contains(event.target));
    if (isDragging) hide();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => {
      if (!isDragging) return;
      isDragging = false;
      soon();
    });
  }
  bar.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  // Words selected while a row without any has the focus are that row's: nothing else is to be said.
  document.addEventListener("pointerup", (event) => {
    if (!text()?.contains(event.target)) return;
    setTimeout(() => {
      const words = desk.selected(text());
      chosen = words;
      const part = aimed();
      if (words && part?.dataset.row && !places(part).length) {
        hide();
        take(words, part);
      }
    }, 0);
  });
  document.body.addEventListener("desk:redrawn", () => {
    const range = chosen && desk.rangeOf(text(), chosen.start, chosen.end);
    if (!range || desk.selected(text()) || desk.placed(range, text())?.exact !== chosen.exact) return;
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  });
  desk.key("n", () => {
    const words = desk.selected(text());
    if (words) {
      hide();
      choices(words)[0].run();
    } else if (form()) {
      document.getElementById("panel").classList.add("open");
      form().querySelector("textarea, [role=combobox]").focus();
    }
    else desk.say(say.saySelect);
  });
})();
