// Anchors that lost their place, put somewhere by hand: what is selected in the text goes into the
// form that was last in use (the first, to begin with); a place that is offered is shown in the text.
(() => {
  const panel = document.getElementById("panel");
  const text = () => document.getElementById("text");
  const forms = () => [...panel.querySelectorAll("form[data-places]")];
  let last = null;
  const current = () => (last && last.isConnected ? last : forms()[0]);

  panel.addEventListener("focusin", (event) => {
    last = event.target.closest("form[data-places]") || last;
  });

  document.addEventListener("selectionchange", () => {
    const form = current();
    if (!form) return;
    const chosen = desk.selected(text());
    if (!chosen) return;
    form.querySelector("[data-words]").value = chosen.exact;
    form.querySelector("[data-chosen]").value = `${chosen.start}-${chosen.end}`;
    form.querySelector("[data-chosen]").dataset.exact = chosen.exact;
  });

  // what was typed since is no longer what was selected
  panel.addEventListener("input", (event) => {
    if (event.target.matches("[data-words]")) {
      event.target.form.querySelector("[data-chosen]").value = "";
    }
  });

  const show = (event) => {
    const offer = event.target.closest?.("button[data-start]");
    if (!offer || !CSS.highlights) return;
    const range = desk.rangeOf(text(), Number(offer.dataset.start), Number(offer.dataset.end));
    CSS.highlights.clear();
    if (!range) return;
    CSS.highlights.set("offered", new Highlight(range));
    const at = range.getBoundingClientRect();
    if (at.top < 0 || at.bottom > innerHeight) scrollBy({ top: at.top - innerHeight / 3 });
  };
  panel.addEventListener("mouseover", show);
  panel.addEventListener("focusin", show);
})();
