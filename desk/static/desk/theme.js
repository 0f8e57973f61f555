// Light or dark as the admin keeps it, before anything is drawn.
(() => {
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
