// One table of keys for all pages: a page adds what it can do with `desk.key("j", "…", run)`.
window.desk = (() => {
  const does = new Map();
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key !== "Escape" && typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const run = does.get(event.key);
    if (run && run(event) !== false) event.preventDefault();
  });

  const key = (name, run) => does.set(name, run);
  const say = (words) => { document.getElementById("spoken").textContent = words; };
  key("?", () => {
    const dialog = document.getElementById("keys");
    return dialog ? dialog.showModal() : false;
  });
  return { key, say };
})();

// What HTMX could not do is said on the page; nothing that was typed is swapped away.
(() => {
  const box = () => document.getElementById("trouble");
  const tell = (words, signIn) => {
    const trouble = box();
    trouble.textContent = `${trouble.dataset[words]} `;
    if (signIn) {
      const link = Object.assign(document.createElement("a"),
        { href: trouble.dataset.url, target: "_blank", textContent: trouble.dataset.signIn });
      trouble.append(link);
    }
    trouble.hidden = false;
  };
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) tell("signedOut", true);
    else tell("failed");
  });
  document.addEventListener("htmx:sendError", () => tell("away"));
  document.addEventListener("htmx:afterOnLoad", () => { box().hidden = true; });
})();
