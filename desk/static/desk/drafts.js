// Nothing typed is lost: it is kept on the server as a draft, and in this tab for when the server is
// away. A form that could not be sent is sent again once the server is back; who was signed out is
// asked to sign in where they are.
(() => {
  const about = document.getElementById("log");
  const csrf = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  /** POSTs `fields`; what came back as JSON, {} for an empty answer, null where none came. */
  const send = async (url, fields) => {
    const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": csrf() } });
      send.status = answer.status;
      if (answer.status === 204) return {};
      return answer.ok ? await answer.json() : null;
    } catch {
      send.status = 0;
      return null;
    }
  };
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  Object.assign(desk, { send, uuid });
  if (!about) return;

  const say = about.dataset;
  const panel = document.getElementById("panel");
  const KEY = `desk.draft:${say.article}`;
  const form = () => panel.querySelector("form[data-log]");
  let waits = 0; // of what is typed: to be kept in a moment
  let retry = 0; // of a form that could not be sent
  let isPending = false;
  let isOut = false;
  let isBack = false; // signed in again, and not sent again yet
  let reads = [];

  const entries = (one) => [...new FormData(one)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const body = (pairs) => {
    const data = new FormData();
    for (const [name, value] of pairs) data.append(name, value);
    return data;
  };
  const tell = (words, link) => {
    const place = form()?.querySelector("[data-kept]");
    if (!place) return;
    place.textContent = words;
    place.classList.toggle("bad", Boolean(link) || isPending);
    if (link) place.append(" ", Object.assign(document.createElement("a"), { href: say.signIn, target: "_blank", textContent: say.saySignIn }));
  };

  // --- Keeping ------------------------------------------------------------------------------------

  const mirror = () => {
    const one = form();
    if (one) sessionStorage.setItem(KEY, JSON.stringify({ person: say.person, entries: entries(one) }));
  };
  const forget = () => sessionStorage.removeItem(KEY);
  /** Somebody did something to the form: from here on it is kept. One that only opened is not. */
  const typed = () => {
    if (!form()) return;
    form().dataset.typed = "yes";
    mirror();
    clearTimeout(waits);
    waits = setTimeout(() => keep(), 800);
  };
  /** The page filled something in, which is kept with what somebody typed, but not without. */
  const filled = () => { if (form()?.dataset.typed) typed(); };
  const keep = async (isSecond = false) => {
    clearTimeout(waits);
    const one = form();
    if (!one?.dataset.typed || one.dataset.done) return true;
    const url = `${say.drafts}${one.elements.draft.value}/`;
    const kept = await send(url, body(entries(one)));
    if (one !== form()) return Boolean(kept);
    if (kept) isKept();
    else if (send.status === 401) signedOut();
    else if (send.status === 403 && !isSecond && (await renew())) return keep(true);
    else tell(say.sayUnkept);
    return Boolean(kept);
  };
  const isKept = () => {
    if (isOut) document.getElementById("trouble").hidden = true;
    isBack ||= isOut;
    isOut = false;
    tell(isBack ? say.sayIn : say.sayKept);
  };
  panel.addEventListener("input", (event) => { if (event.target.closest("form[data-log]")) typed(); });
  panel.addEventListener("change", (event) => { if (event.target.closest("form[data-log]")) typed(); });

  /** Before something else takes the panel: what is typed is kept, and listed above the text. */
  const leave = async () => {
    if (!form() || form().dataset.done) return;
    if (await keep()) forget();
    list();
  };
  const list = async () => {
    const answer = await fetch(say.drafts, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    document.getElementById("unfinished").replaceWith(holder.content.firstElementChild);
    hideOwn();
  };
  const hideOwn = () => {
    const mine = form()?.elements.draft.value;
    for (const item of document.querySelectorAll("#unfinished [data-draft]")) item.hidden = item.dataset.draft === mine;
  };
  const discard = async (one) => {
    one.dataset.done = "yes";
    clearTimeout(waits);
    forget();
    await send(say.discard.replace("00000000-0000-0000-0000-000000000000", one.elements.draft.value), {});
    await htmx.ajax("GET", one.elements.of_claim ? say.claim.replace("00000000-0000-0000-0000-000000000000", one.elements.of_claim.value) : say.list, { target: panel, swap: "innerHTML" });
    list();
    document.getElementById("text").focus();
  };

  // --- Sending ------------------------------------------------------------------------------------

  const ofForm = (event) => event.target.matches?.("form[data-log]");
  document.addEventListener("htmx:confirm", (event) => {
    if (!ofForm(event) || !reads.length) return;
    event.preventDefault(); // what is being read of the words belongs to it
    Promise.allSettled(reads).then(() => { reads = []; event.detail.issueRequest(true); });
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!ofForm(event)) return;
    clearTimeout(waits);
    clearTimeout(retry);
    isBack = false;
    form().dataset.typed = "yes";
    mirror();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (target !== panel || !form()) return;
    if (ofForm({ target: event.detail.requestConfig.elt }) && xhr.status === 200) {
      form().dataset.done = "yes";
      isPending = false;
      forget();
      list();
    } else leave();
  });
  const again = () => {
    if (isPending && form()) form().requestSubmit(form().querySelector("[data-does=send]"));
  };
  document.addEventListener("htmx:sendError", (event) => {
    if (!ofForm(event)) return;
    isPending = true;
    tell(say.sayAway);
    clearTimeout(retry);
    retry = setTimeout(again, 5000);
  });
  addEventListener("online", () => { again(); if (!isPending) keep(); });
  document.addEventListener("htmx:afterOnLoad", (event) => { if (ofForm(event)) isPending = false; });
  document.addEventListener("htmx:responseError", async (event) => {
    if (!ofForm(event)) return;
    isPending = false;
    const { status } = event.detail.xhr;
    const one = form();
    if (status === 401) signedOut();
    else if (status === 403 && !one.dataset.renewed && (await renew())) {
      one.dataset.renewed = "yes"; // once: who may not, may not
      isPending = true;
      again();
    }
  });

  // --- Signing in again -----------------------------------------------------------------------------

  const signedOut = () => {
    isOut = true;
    tell(say.sayOut, true);
  };
  /** Takes the token of the sign-in that holds now; whether it is one, and of the same person. */
  const renew = async () => {
    const answer = await fetch(say.token, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return false;
    const { token, person } = await answer.json();
    if (person !== say.person) {
      tell(say.sayOther);
      return false;
    }
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = token;
    return true;
  };
  addEventListener("focus", async () => {
    if (isOut && (await renew())) keep();
  });

  // --- Coming back ------------------------------------------------------------------------------------

  const put = async (html) => {
    panel.innerHTML = html;
    htmx.process(panel);
    desk.logForm.setUp(form());
    hideOwn();
  };
  const restore = async () => {
    const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
    if (!kept) return;
    if (kept.person !== say.person) {
      forget();
      return;
    }
    const answer = await fetch(say.restore, { method: "POST", body: body(kept.entries), headers: { "HX-Request": "true", "X-CSRFToken": csrf() } }).catch(() => null);
    if (answer?.ok) put(await answer.text());
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("#unfinished [data-does]");
    if (!button) return;
    if (button.dataset.does === "forget") {
      await send(button.dataset.url, {});
      list();
      return;
    }
    await leave();
    const answer = await fetch(button.dataset.url, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok) put(await answer.text());
  });

  Object.assign(desk, { typed, filled, leave, discard, reading: (one) => reads.push(one) });
  addEventListener("DOMContentLoaded", restore);
})();
