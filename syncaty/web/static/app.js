// Theme, keys, copy, toast, and lists that refresh themselves. Pages read and work without it.
(() => {
  const root = document.documentElement;
  // All scripts of the page have run by then: what needs them can be clicked (see elements.css).
  addEventListener("DOMContentLoaded", () => root.toggleAttribute("data-ready", true));

  // The theme is kept in a cookie, so that the server already sends the page in it.
  const toggleTheme = () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `syncaty_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  };

  let hushing;
  const toast = (text) => {
    const box = document.querySelector(".toast");
    if (!box || !text) return;
    box.querySelector("span").textContent = text;
    box.showPopover();
    clearTimeout(hushing);
    hushing = setTimeout(() => box.hidePopover(), 6000);
  };

  const rows = () => [...document.querySelectorAll("tbody tr:has(a)")];
  const stepRow = (by) => {
    const all = rows();
    const at = all.indexOf(document.activeElement.closest("tr"));
    all.at(Math.max(0, Math.min(all.length - 1, at + by)))?.querySelector("a").focus();
  };
  const selectRow = () => document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click();

  const acts = {
    theme: toggleTheme,
    open: (el) => document.getElementById(el.dataset.what)?.showModal(),
    hush: () => document.querySelector(".toast")?.hidePopover(),
    copy: (el) => navigator.clipboard?.writeText(el.dataset.text).then(() => toast(el.dataset.said)),
  };

  addEventListener("click", (event) => {
    const el = event.target.closest?.("[data-do]");
    if (el) acts[el.dataset.do]?.(el);
  });

  const keys = {
    "/": (event) => { document.querySelector(".search input")?.focus(); event.preventDefault(); },
    j: () => stepRow(1),
    k: () => stepRow(-1),
    x: selectRow,
    "?": () => document.getElementById("keys")?.showModal(),
  };

  addEventListener("keydown", (event) => {
    const busy = event.target.closest?.("input:not([type=checkbox]), select, textarea, dialog");
    if (busy || event.metaKey || event.ctrlKey || event.altKey) return;
    keys[event.key]?.(event);
  });

  // A form with data-bulk counts its chosen rows; a box in the table's head chooses them all, and
  // with Shift a box chooses the range from the last one.
  let lastBox;
  const count = (form) => {
    for (const el of form.querySelectorAll("[data-selected]")) el.textContent = form.querySelectorAll("tbody input:checked").length;
  };
  addEventListener("click", (event) => {
    const box = event.target.closest?.("form[data-bulk] input[type=checkbox]");
    if (!box) return;
    const form = box.form;
    const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
    if (box.closest("thead")) boxes.forEach((each) => { each.checked = box.checked; });
    else if (event.shiftKey && boxes.includes(lastBox)) {
      const [from, to] = [boxes.indexOf(lastBox), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
    }
    lastBox = box;
    count(form);
  });
  addEventListener("reset", (event) => setTimeout(() => event.target.matches("form[data-bulk]") && count(event.target)));

  // A live list (data-live) rests while rows are chosen, or the pointer or the focus is in it.
  const resting = (el) => el.matches(":hover") || el.contains(document.activeElement) || el.querySelector("input:checked");
  addEventListener("htmx:beforeRequest", (event) => {
    const live = event.target.closest?.("[data-live]");
    const asked = event.detail.requestConfig?.triggeringEvent;
    if (!live || (asked && asked.type !== "htmx:poll")) return;
    const rest = !!resting(live);
    live.toggleAttribute("data-resting", rest);
    if (rest) event.preventDefault();
  });
  // An answer that was on its way when somebody came would take the focus away: it is let go.
  addEventListener("htmx:beforeSwap", (event) => {
    const live = event.detail.elt.closest("[data-live]");
    const asked = event.detail.requestConfig?.triggeringEvent;
    if (!live || (asked && asked.type !== "htmx:poll") || !resting(live)) return;
    live.toggleAttribute("data-resting", true);
    event.detail.shouldSwap = false;
    event.detail.xhr.letGo = true;
  });

  // Polls say which version they hold; an unchanged one is answered 304 and nothing is swapped.
  addEventListener("htmx:configRequest", (event) => {
    const held = event.detail.elt.dataset.etag;
    if (held && event.detail.verb === "get") event.detail.headers["If-None-Match"] = held;
  });
  addEventListener("htmx:afterRequest", (event) => {
    const tag = event.detail.xhr?.getResponseHeader("ETag");
    if (tag && !event.detail.xhr.letGo && event.detail.elt.hasAttribute("data-live")) event.detail.elt.dataset.etag = tag;
  });
  addEventListener("htmx:responseError", () => toast(document.querySelector(".toast")?.dataset.failed));
  addEventListener("htmx:sendError", () => toast(document.querySelector(".toast")?.dataset.failed));
})();
