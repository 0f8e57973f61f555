"use strict";

// "Take theirs" puts what the other person wrote into the field, "Back to yours" the reverse. What
// they wrote stands beside the button as an inert copy of the field.

function state(control) {
  if (control.tagName === "SELECT") {
    return [...control.selectedOptions].map((one) => [one.value, one.text]);
  }
  return ["checkbox", "radio"].includes(control.type) ? control.checked : control.value;
}

function put(control, value) {
  if (control.tagName === "SELECT") {
    for (const [id, text] of value) {
      if (![...control.options].some((one) => one.value === id)) {
        control.add(new Option(text, id));
      }
    }
    const wanted = value.map(([id]) => id);
    for (const one of control.options) {
      one.selected = wanted.includes(one.value);
    }
  } else if (["checkbox", "radio"].includes(control.type)) {
    control.checked = value;
  } else {
    control.value = value;
  }
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

function twin(form, copy) {
  const tells = ["checkbox", "radio"].includes(copy.type);
  return [...form.elements].find(
    (one) =>
      one.name === copy.name && one.type === copy.type && (!tells || one.value === copy.value),
  );
}

for (const note of document.querySelectorAll("details [data-meanwhile]")) {
  note.closest("details").open = true;
}

for (const button of document.querySelectorAll("[data-take]")) {
  const copies = [...button.parentElement.querySelector("template").content.querySelectorAll("[name]")];
  const pairs = copies
    .map((copy) => ({ control: twin(button.form, copy), other: state(copy) }))
    .filter((pair) => pair.control);
  let taken = false;
  button.hidden = pairs.length === 0;
  button.addEventListener("click", () => {
    for (const pair of pairs) {
      const mine = state(pair.control);
      put(pair.control, pair.other);
      pair.other = mine;
    }
    taken = !taken;
    button.textContent = taken ? button.dataset.back : button.dataset.take;
  });
}
