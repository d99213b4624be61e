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
  // What is saved is what is seen: an act that is still on its way is waited for.
  let underway = 0;
  let saving = false;
  tree.addEventListener("htmx:beforeRequest", (event) => { if (event.target === tree) underway += 1; });
  tree.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== tree) return;
    underway -= 1;
    if (saving && !underway) setTimeout(() => form.requestSubmit());
  });
  form.addEventListener("submit", (event) => {
    saving = underway > 0;
    if (saving) event.preventDefault();
  });
  // Enter in a control of the rule finishes it, and does not save the segment.
  tree.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
  });

  // What is typed while the rule is drawn anew stays; not after an act that moves rows about.
  let meanwhile = {};
  tree.addEventListener("input", (event) => { if (underway && event.target.id && event.target.matches("input")) meanwhile[event.target.id] = event.target.value; });
  tree.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== tree) return;
    const typedThen = event.detail.requestConfig?.parameters?.do ? {} : meanwhile;
    meanwhile = {};
    for (const [id, value] of Object.entries(typedThen)) {
      const held = document.getElementById(id);
      if (!held) continue;
      held.value = value;
      held.dispatchEvent(new Event("input", { bubbles: true }));
    }
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

  // Arrows walk through an open menu; a letter leads to the next entry that begins with it.
  addEventListener("keydown", (event) => {
    const menu = event.target.closest?.(".menu:popover-open");
    if (!menu || event.metaKey || event.ctrlKey || event.altKey) return;
    const entries = [...menu.querySelectorAll("button")].filter((each) => each.checkVisibility());
    const at = entries.indexOf(document.activeElement);
    const round = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
    const letter = event.key.length === 1 ? event.key.toLowerCase() : "";
    const to = event.key === "ArrowDown" ? round[0] : event.key === "ArrowUp" ? entries.at(Math.max(at, 0) - 1)
      : letter.trim() ? round.find((each) => each.textContent.trim().toLowerCase().startsWith(letter)) : null;
    if (!to) return;
    event.preventDefault();
    to.focus();
  });

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
    const first = [".combo input", "input.ctl", "select.ctl", "button"].find((each) => led?.querySelector(each));
    if (first) led.querySelector(first).focus();
    document.getElementById("line-fault").replaceChildren();
  });
  addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "line-fault") return;
    const at = Number(event.target.querySelector("[data-column]")?.dataset.column || 0);
    const line = document.getElementById("line");
    line.focus();
    if (at) line.setSelectionRange(at - 1, line.value.length);
  });

  // ── Things are chosen as chips; a customer is looked at ──
  addEventListener("picked", (event) => {
    const { combo } = event.target.dataset;
    if (combo === "people") { acts.why({ dataset: { what: event.detail.value } }); return; }
    const held = document.createElement("input");
    Object.assign(held, { type: "hidden", name: combo, value: event.detail.value });
    event.target.before(held);
    redraw();
  });
  addEventListener("unpicked", (event) => {
    const last = [...event.target.parentElement.querySelectorAll(":scope > .pill")].at(-1);
    if (last) { last.remove(); redraw(); }
  });
})();
