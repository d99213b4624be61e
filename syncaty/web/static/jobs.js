// The pages of jobs: what is new while the list rests, words of the box, the bar, dialogs, search in a payload.
(() => {
  // ── While the live list rests, say how many newer jobs wait ──
  addEventListener("htmx:beforeRequest", async (event) => {
    const live = event.target;
    if (live.id !== "rows" || !event.defaultPrevented || !live.dataset.newer) return;
    const newest = live.querySelector("[data-newest]")?.dataset.newest;
    const answer = await fetch(`${live.dataset.newer}&after_id=${newest}`, { headers: { "HX-Request": "true" } });
    const said = live.querySelector("[data-newer-said]");
    if (answer.ok && said) said.innerHTML = await answer.text();
  });

  // ── A question that htmx fetched is shown as a dialog ──
  addEventListener("htmx:afterSwap", (event) => event.target.matches("dialog") && !event.target.open && event.target.showModal());
  addEventListener("click", (event) => {
    const shut = event.target.closest?.("dialog [data-do=shut]");
    if (!shut) return;
    event.preventDefault();
    shut.closest("dialog").close();
  });

  // ── The box: suggestions narrow as one writes; Down enters them, Backspace takes a word back ──
  const box = document.querySelector("[data-words] input[type=search]");
  const offered = [...document.querySelectorAll(".suggest a")];
  const visible = () => offered.filter((link) => !link.parentElement.hidden);
  const narrow = () => {
    const last = box.value.split(/\s+/).at(-1).toLowerCase();
    for (const link of offered) link.parentElement.hidden = !!last && !link.querySelector("bdi").textContent.startsWith(last);
  };
  box?.addEventListener("input", narrow);
  document.querySelector("[data-words]")?.addEventListener("keydown", (event) => {
    const links = visible();
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") document.activeElement.blur();
    else if (event.key === "ArrowDown" && at < links.length - 1) links[at + 1].focus();
    else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? box).focus();
    else if (event.key === "Backspace" && event.target === box && !box.value) {
      const last = [...document.querySelectorAll("[data-words] .word a")].at(-1);
      if (!last) return;
      location = last.href;
    } else return;
    event.preventDefault();
  });

  // ── The bar: drag over it to choose a time ──
  let from = null;
  const share = (plot, event) => {
    const box = plot.getBoundingClientRect();
    const at = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    return plot.matches(":dir(rtl)") ? 1 - at : at;
  };
  const mark = (plot, one, other) => {
    let chosen = plot.parentElement.querySelector(".minutes__sel");
    if (!chosen) plot.after((chosen = Object.assign(document.createElement("div"), { className: "minutes__sel" })));
    chosen.style.setProperty("--from", `${Math.min(one, other) * 100}%`);
    chosen.style.setProperty("--to", `${(1 - Math.max(one, other)) * 100}%`);
  };
  addEventListener("pointerdown", (event) => {
    const plot = event.target.closest?.(".minutes__plot");
    if (!plot || event.button) return;
    from = { plot, at: share(plot, event) };
    plot.setPointerCapture(event.pointerId);
  });
  addEventListener("pointermove", (event) => from && mark(from.plot, from.at, share(from.plot, event)));
  addEventListener("pointerup", (event) => {
    if (!from) return;
    const { plot, at } = from;
    const ends = [at, share(plot, event)].sort((a, b) => a - b);
    from = null;
    if (ends[1] - ends[0] < 0.008) return;
    const [since, until] = [Number(plot.dataset.since), Number(plot.dataset.until)];
    const moment = (part) => new Date(Math.round((since + (until - since) * part) / 60) * 60000).toISOString().replace(":00.000Z", "Z");
    const address = new URL(location);
    const words = [...address.searchParams.getAll("w"), address.searchParams.get("q") ?? ""].join(" ").replace(/(after|before|بعد|قبل):\S+/g, "").trim();
    const last = ends[1] > 0.992 ? "" : ` before:${moment(ends[1])}`;
    address.search = new URLSearchParams({ q: `${words} after:${moment(ends[0])}${last}`.trim() });
    location = address;
  });

  // ── The place where decoding stopped is brought into sight within its frame ──
  const stopped = document.querySelector(".tree :is(mark, [data-marked])");
  if (stopped) {
    const tree = stopped.closest(".tree");
    tree.scrollTop += stopped.getBoundingClientRect().top - tree.getBoundingClientRect().top - tree.clientHeight / 2;
  }

  // ── Search in a payload: rows that hold the text, with the way to them ──
  document.querySelector("[data-find]")?.addEventListener("input", (event) => {
    const tree = document.querySelector(".tree");
    const wanted = event.target.value.trim().toLowerCase();
    tree.toggleAttribute("data-finding", !!wanted);
    for (const row of tree.querySelectorAll(".row, summary")) {
      const hit = wanted && row.querySelector(".k, .s, .d") && row.textContent.toLowerCase().includes(wanted);
      (row.matches("summary") ? row.parentElement : row).toggleAttribute("data-hit", !!hit);
    }
    if (wanted) for (const hit of tree.querySelectorAll("[data-hit]")) for (let up = hit.parentElement.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
  });
})();
