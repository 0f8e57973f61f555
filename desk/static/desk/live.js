// What others do at the article that is open: who is there, and what they change, as it happens.
//
// The server only says that something is another than what the page shows; the page asks for what
// it shows again. What somebody is typing in, or a form marked `data-keep`, is never drawn over:
// it is said beside it that others changed something.
(() => {
  const live = document.getElementById("live");
  const panel = document.getElementById("panel");
  if (!live || !window.EventSource) return;
  const UNASKED = { "X-Unasked": "yes", "HX-Request": "true" };
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const tab = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const text = () => document.getElementById("text");
  const head = () => panel.querySelector("[data-claim-in-hand]");
  const inHand = () => head()?.dataset.claimInHand || "";

  // --- Who is there ---

  const names = (claim) => {
    const tag = claim && text().querySelector(`.tag[href*="${claim}"]`);
    return tag ? [...tag.childNodes].at(-1).textContent : "";
  };

  let others = [];
  const draw = () => {
    live.querySelector("ul").replaceChildren(...others.map(({ who, claim }) => {
      const item = document.createElement("li");
      const name = names(claim);
      item.textContent = (name ? live.dataset.at : live.dataset.here)
        .replace("WHO", who).replace("CLAIM", name);
      return item;
    }));
    live.hidden = others.length === 0;
    const at = new Set(others.map(({ claim }) => claim).filter(Boolean));
    for (const tag of text().querySelectorAll(".tag")) {
      tag.classList.toggle("another", [...at].some((claim) => tag.href.includes(claim)));
    }
  };

  let said = null;
  const say = (again) => {
    if (!again && said === inHand()) return;
    said = inHand();
    const body = new URLSearchParams({ tab, claim: said });
    const headers = { "X-CSRFToken": token(), ...UNASKED };
    fetch(live.dataset.hereUrl, { method: "POST", body, headers }).catch(() => {});
  };
  setInterval(() => document.visibilityState === "visible" && say(true), live.dataset.every * 1000);
  new MutationObserver(() => say(false)).observe(panel, { childList: true, subtree: true });

  // --- What they change ---

  const differs = (one) => {
    if (one.type === "checkbox" || one.type === "radio") return one.checked !== one.defaultChecked;
    if (one.tagName === "SELECT") {
      const stood = [...one.options].some((option) => option.defaultSelected);
      return [...one.options].some((option, at) =>
        option.selected !== (stood ? option.defaultSelected : at === 0 && !one.multiple));
    }
    return one.type !== "hidden" && "defaultValue" in one && one.value !== one.defaultValue;
  };
  const busy = () => panel.querySelector("form[data-keep], [aria-invalid=true], .error") !== null
    || (panel.contains(document.activeElement)
      && document.activeElement.matches("input, textarea, select, [contenteditable]"))
    || [...panel.querySelectorAll("input, textarea, select")].some(differs);

  /** When no part of the page is on its way: what is asked for is not swapped away meanwhile. */
  const idle = async () => {
    while (document.querySelector(".htmx-request")) {
      await new Promise((done) => { setTimeout(done, 100); });
    }
  };

  const asked = async (url) => {
    const answer = await fetch(url, { headers: UNASKED });
    return answer.ok && !answer.redirected ? answer.text() : null;
  };

  const mark = async () => {
    const of = head();
    const html = await asked(`${of.dataset.since}?seen=${encodeURIComponent(of.dataset.seen)}`);
    if (html === null || of !== head()) return;
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("since");
    if (!fresh) return;
    document.getElementById("since")?.remove();
    of.before(fresh);
  };

  const refresh = async () => {
    const shown = head();
    const url = shown ? shown.dataset.again : live.dataset.list;
    const at = panel.scrollTop;
    const focus = panel.contains(document.activeElement) && document.activeElement.id;
    const open = [...panel.querySelectorAll("details")].map((one) => one.open);
    const html = await asked(url);
    if (html === null) return null;
    if (head() !== shown || busy() || document.querySelector(".htmx-request")) return again();
    htmx.swap(panel, html, { swapStyle: "innerHTML" });
    panel.querySelectorAll("details").forEach((one, n) => { one.open = one.open || open[n]; });
    panel.scrollTop = at;
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  };

  const whenReading = (run) => {
    const chosen = getSelection();
    if (chosen.isCollapsed || !chosen.rangeCount || !text().contains(chosen.anchorNode)) run();
    else document.addEventListener("selectionchange", () => whenReading(run), { once: true });
  };

  let waits = false;
  const redraw = () => {
    if (waits) return;
    waits = true;
    whenReading(() => {
      waits = false;
      document.body.dispatchEvent(new CustomEvent("desk:changed"));
    });
  };

  const again = async () => {
    await idle();
    if (head()) return busy() ? mark() : refresh();
    return panel.querySelector("[data-overview]") && !busy() ? refresh() : null;
  };

  const changed = async ({ all, claims = {} }) => {
    await idle();
    const of = head();
    const version = of && claims[of.dataset.claimInHand];
    if (of && version && version <= Number(of.dataset.version) && !all) return redraw();
    redraw();
    return !of || all || version ? again() : null;
  };

  // --- The stream ---

  const start = () => {
    const url = `${live.dataset.events}?tab=${tab}&mark=${encodeURIComponent(live.dataset.mark)}`;
    const source = new EventSource(url);
    source.addEventListener("open", () => say(true));
    source.addEventListener("changed", (event) => changed(JSON.parse(event.data)));
    source.addEventListener("here", (event) => {
      others = JSON.parse(event.data);
      draw();
    });
    source.addEventListener("error", () => {
      others = [];
      draw();
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  document.body.addEventListener("desk:redrawn", draw);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  start();
})();
