// The builder of segments: acts on rows, things chosen as chips, and the search for a customer.
(() => {
  const form = document.getElementById("builder");
  const tree = document.getElementById("tree");
  if (!form || !tree) return;

  // ── The rule is drawn anew by the server after every act; what is typed only changes the count.
  const redraw = (values = {}) => window.htmx.ajax("POST", tree.dataset.draft, { source: tree, target: tree, swap: "innerHTML", values });
  const typed = () => window.htmx.trigger("#beside", "typed");

  tree.addEventListener("input", (event) => {
    if (event.target.closest("[data-combo]") || event.target.matches("select")) return;
    event.target.removeAttribute("aria-invalid");
    typed();
  });
  tree.addEventListener("change", (event) => event.target.matches("[data-redraw]") && redraw());
  for (const name of ["name", "note"]) document.getElementById(name).addEventListener("input", typed);
  // Enter in a control of the rule finishes it, and does not save the segment.
  tree.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });

  // ── Menus know which row they were opened at ──
  addEventListener("click", (event) => {
    const opener = event.target.closest?.("[popovertarget][data-place]");
    if (opener) {
      const menu = document.getElementById(opener.getAttribute("popovertarget"));
      menu.dataset.place = opener.dataset.place;
      for (const flag of ["inside", "beside"]) menu.toggleAttribute(`data-${flag}`, flag in opener.dataset);
    }
  }, true);

  const acts = {
    unpick: (el) => { el.closest(".pill").remove(); redraw(); },
    line: () => redraw({ do: "line" }),
    why: (el) => { document.getElementById("why").value = el.dataset.what; typed(); },
    unwhy: () => { document.getElementById("why").value = ""; typed(); },
  };
  addEventListener("click", (event) => {
    const el = event.target.closest?.("[data-act]");
    if (!el) return;
    const act = acts[el.dataset.act];
    if (act) { act(el); return; }
    const menu = el.closest("[popover]");
    redraw({ do: el.dataset.act, place: (menu ?? el).dataset.place, what: el.dataset.what ?? "" });
    menu?.hidePopover();
  });

  // The eye and the focus are led to what an act made or moved.
  addEventListener("htmx:afterSettle", (event) => {
    if (event.target !== tree) return;
    const led = tree.querySelector("[data-led]");
    const held = led?.querySelector(".combo input, input:not([type=hidden]), select.ctl, button") ?? led;
    held?.focus();
    document.getElementById("line-fault").replaceChildren();
  });
  addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "line-fault") return;
    const at = Number(event.target.querySelector("[data-column]")?.dataset.column || 0);
    const line = document.getElementById("line");
    line.focus();
    if (at) line.setSelectionRange(at - 1, line.value.length);
  });

  // ── A text box with offers beneath it: arrows move, Enter takes, Escape closes ──
  const parts = (input) => {
    const combo = input.closest("[data-combo]");
    return { combo, list: combo.querySelector("[role=listbox]"), name: combo.dataset.combo };
  };
  const open = (input, on) => {
    input.setAttribute("aria-expanded", String(on));
    parts(input).list.toggleAttribute("data-open", on);
    if (!on) input.removeAttribute("aria-activedescendant");
  };
  const offers = (list) => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  const point = (input, list, option) => {
    for (const each of offers(list)) each.setAttribute("aria-selected", String(each === option));
    if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  };
  const choose = (input, value) => {
    const { combo, name } = parts(input);
    open(input, false);
    input.value = "";
    if (name === "people") { acts.why({ dataset: { what: value } }); return; }
    const held = document.createElement("input");
    Object.assign(held, { type: "hidden", name, value });
    combo.before(held);
    redraw();
  };
  const free = (input) => /\.(value|where\..*)$/.test(parts(input).name);

  addEventListener("htmx:afterSwap", (event) => {
    const input = event.target.closest?.("[data-combo]")?.querySelector("input");
    if (input && event.target.matches("[role=listbox]")) open(input, document.activeElement === input);
  });
  addEventListener("keydown", (event) => {
    const input = event.target.closest?.("[data-combo] input");
    if (!input) return;
    const { combo, list } = parts(input);
    const all = offers(list);
    const at = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      open(input, true);
      point(input, list, all.at(event.key === "ArrowDown" ? (at + 1) % all.length : Math.max(at, 0) - 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (at >= 0) choose(input, all[at].dataset.value);
      else if (input.value.trim() && free(input)) choose(input, input.value.trim());
      else if (input.value.trim() && all.length) choose(input, all[0].dataset.value);
    } else if (event.key === "Escape") {
      open(input, false);
    } else if (event.key === "Backspace" && !input.value) {
      const last = [...combo.parentElement.querySelectorAll(".pill")].at(-1);
      if (last) { last.remove(); redraw(); }
    }
  });
  // pointerdown, as the box would lose the focus before a click
  addEventListener("pointerdown", (event) => {
    const option = event.target.closest?.("[data-combo] [role=option]:not([aria-disabled])");
    if (!option) return;
    event.preventDefault();
    choose(option.closest("[data-combo]").querySelector("input"), option.dataset.value);
  });
  addEventListener("focusout", (event) => {
    const input = event.target.closest?.("[data-combo] input");
    if (input) open(input, false);
  });
})();
