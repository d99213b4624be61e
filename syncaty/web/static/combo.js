// A text box with offers beneath it (data-combo): arrows move, Enter takes, Escape closes. What is
// taken is told by the event "picked"; Backspace in an empty box by "unpicked".
(() => {
  const listOf = (input) => input.closest("[data-combo]").querySelector("[role=listbox]");
  const tell = (input, name, value = "") => input.closest("[data-combo]").dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { value } }));
  const offers = (list) => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  const open = (input, on) => {
    input.setAttribute("aria-expanded", String(on));
    listOf(input).toggleAttribute("data-open", on);
    if (!on) input.removeAttribute("aria-activedescendant");
  };
  const point = (input, option) => {
    for (const each of offers(listOf(input))) each.setAttribute("aria-selected", String(each === option));
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const take = (input, value) => {
    open(input, false);
    input.value = "";
    tell(input, "picked", value);
  };

  addEventListener("htmx:afterSwap", (event) => {
    if (!event.target.matches?.("[data-combo] [role=listbox]")) return;
    const input = event.target.closest("[data-combo]").querySelector("input");
    open(input, document.activeElement === input);
  });
  addEventListener("keydown", (event) => {
    const input = event.target.closest?.("[data-combo] input");
    if (!input) return;
    const all = offers(listOf(input));
    const at = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const said = input.value.trim();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      open(input, true);
      if (all.length) point(input, all.at(event.key === "ArrowDown" ? (at + 1) % all.length : Math.max(at, 0) - 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (at >= 0) take(input, all[at].dataset.value);
      else if (said && input.closest("[data-free]")) take(input, said);
      else if (said && all.length) take(input, all[0].dataset.value);
    } else if (event.key === "Escape") {
      open(input, false);
    } else if (event.key === "Backspace" && !input.value) {
      tell(input, "unpicked");
    }
  });
  // pointerdown, as the box would lose the focus before a click
  addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.("[data-combo] [role=option]:not([aria-disabled])");
    if (!option) return;
    event.preventDefault();
    take(option.closest("[data-combo]").querySelector("input"), option.dataset.value);
  });
  addEventListener("focusout", (event) => {
    const input = event.target.closest?.("[data-combo] input");
    if (input) open(input, false);
  });
  // A form that is a box by itself goes where what is taken leads.
  addEventListener("picked", (event) => {
    const form = event.target.closest("form[data-combo]");
    if (!form) return;
    form.querySelector("input[type=hidden][data-picked]").value = event.detail.value;
    form.requestSubmit();
  });
})();
