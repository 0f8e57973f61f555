// "Take theirs" puts what the other person wrote into the field, "Back to yours" the reverse. What
// they wrote stands beside the button as an inert copy of the field. A form that comes back with
// something to say begins where it says so.
(() => {
  document.addEventListener("htmx:afterSwap", (event) => {
    const { requestConfig: sent, xhr, target } = event.detail;
    if (xhr?.status === 200 && sent?.elt?.matches(".edit")) target.scrollTop = 0;
    if (xhr?.status !== 422) return;
    target.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  });

  const state = (control) => (["checkbox", "radio"].includes(control.type)
    ? control.checked : control.value);

  const put = (control, value) => {
    if (typeof value === "boolean") control.checked = value;
    else control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    const copy = button.parentElement.querySelector("template").content.querySelector("[name]");
    const control = button.form.elements.namedItem(copy.name);
    const isTaken = "mine" in button.dataset;
    if (isTaken) {
      put(control, JSON.parse(button.dataset.mine));
      delete button.dataset.mine;
    } else {
      button.dataset.mine = JSON.stringify(state(control));
      put(control, state(copy));
    }
    button.textContent = isTaken ? button.dataset.take : button.dataset.back;
    button.setAttribute("aria-pressed", String(!isTaken));
  });
})();
