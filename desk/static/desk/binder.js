// Printing from the page, where there is a browser that can.
(() => {
  const button = document.querySelector("[data-does=print]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => print());
})();
