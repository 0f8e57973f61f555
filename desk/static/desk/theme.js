// Light or dark as the admin keeps it, and the reader's time zone, before anything is drawn.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const said = `zone=${zone}`;
  if (zone && !document.cookie.split("; ").includes(said)) {
    document.cookie = `${said}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    // Drawn in UTC so far: once more, unless the browser keeps no cookies.
    if (document.cookie.split("; ").includes(said) && document.documentElement.dataset.drawn === "get") location.reload();
  }

  const KEY = "_x_adminTheme";
  const kept = () => { try { return JSON.parse(localStorage.getItem(KEY)) || "auto"; } catch { return "auto"; } };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const draw = () => document.documentElement.classList.toggle(
    "dark", kept() === "dark" || (kept() === "auto" && dark.matches));
  draw();
  dark.addEventListener("change", draw);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-does=theme]")) return;
    const now = document.documentElement.classList.contains("dark");
    localStorage.setItem(KEY, JSON.stringify(now ? "light" : "dark"));
    draw();
  });
})();
