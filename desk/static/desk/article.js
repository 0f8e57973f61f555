// The annotated article: which claim is in hand, and the panel beside the text.
//
// Whatever changes what is logged sends `desk:changed` (an answer's HX-Trigger, or an event on the
// body); the text is then drawn anew around what is in hand, with its place kept.
(() => {
  let text = document.getElementById("text");
  const panel = document.getElementById("panel");
  const tags = () => [...text.querySelectorAll(".tag")];
  const order = () => [...new Set(tags().map((tag) => tag.dataset.key))];
  let inHand = null;

  const mark = (key) => {
    inHand = key;
    const of = key && key.slice(1);
    for (const piece of text.querySelectorAll("[data-keys]")) {
      const keys = piece.dataset.keys.split(" ");
      piece.classList.toggle("on", keys.includes(key));
      piece.classList.toggle("words-on", keys.includes(`a${of}`));
    }
    for (const tag of text.querySelectorAll(".tag")) {
      if (tag.dataset.key === key) tag.setAttribute("aria-current", "true");
      else tag.removeAttribute("aria-current");
    }
  };

  const open = (key, { push = true, focus = false } = {}) => {
    const tag = text.querySelector(`.tag[data-key="${key}"]`)
      || panel.querySelector(`a[data-key="${key}"]`);
    if (!tag) return false;
    mark(key);
    const first = text.querySelector(`.tag[data-key="${key}"]`);
    if (first) first.scrollIntoView({ block: "nearest" });
    return load(tag.href, { push, focus });
  };

  const load = async (url, { push, focus }) => {
    await htmx.ajax("GET", url, { target: panel, swap: "innerHTML" });
    if (push) history.pushState({ desk: true }, "", url);
    panel.scrollTop = 0;
    panel.classList.add("open");
    const title = panel.querySelector("h2");
    if (title && focus) title.focus({ preventScroll: true });
    if (title) desk.say(title.textContent);
  };

  const close = () => {
    panel.classList.remove("open");
    if (!inHand) return false;
    const tag = text.querySelector(`.tag[data-key="${inHand}"]`);
    if (tag) tag.focus();
    return true;
  };

  const step = (by) => {
    const keys = order();
    if (!keys.length) return false;
    const at = keys.indexOf(inHand);
    const next = at < 0 ? (by > 0 ? 0 : keys.length - 1) : at + by;
    return keys[next] ? open(keys[next]) : false;
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a[data-key]");
    if (link) {
      event.preventDefault();
      open(link.dataset.key, { focus: event.detail === 0 });
      return;
    }
    const piece = event.target.closest(".m");
    if (piece && getSelection().isCollapsed) {
      const keys = piece.dataset.keys.split(" ").filter((key) => key.startsWith("c"));
      // again on the same words: the claim around the one in hand
      const at = keys.indexOf(inHand);
      open(keys[at > 0 ? at - 1 : keys.length - 1]);
    }
  });
  const redraw = async () => {
    const answer = await fetch(text.dataset.again, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("text");
    if (!fresh) return;
    text.replaceWith(fresh);
    text = fresh;
    document.getElementById("how-many").textContent = text.dataset.howMany;
    const claim = panel.querySelector("[data-claim-in-hand]")?.dataset.claimInHand;
    const tag = claim && tags().find((one) => one.href.includes(claim));
    mark(tag ? tag.dataset.key : null);
    document.body.dispatchEvent(new CustomEvent("desk:redrawn"));
  };
  document.body.addEventListener("desk:changed", redraw);

  addEventListener("popstate", () => location.reload());

  desk.key("j", () => step(1));
  desk.key("k", () => step(-1));
  desk.key("o", () => { location.href = location.pathname.replace(/claims\/[^/]+\/$/, ""); });
  desk.key("Escape", close);
  for (const [name, what] of [["v", "#p-check"], ["e", "#p-evidence"], ["a", "#p-sourcing"]]) {
    desk.key(name, () => {
      const section = panel.querySelector(what)?.closest("section");
      const first = section?.querySelector("a, button, input, textarea, select");
      return first ? first.focus() : false;
    });
  }

  if (panel.dataset.claim) {
    const tag = tags().find((one) => one.href.includes(panel.dataset.claim));
    if (tag) {
      mark(tag.dataset.key);
      tag.scrollIntoView({ block: "center" });
    }
    panel.classList.add("open");
  }
})();
