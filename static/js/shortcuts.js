// The keyboard: see templates/_keys.html for the list that people see.
(() => {
  const PLACES = { h: "/", l: "/leads/", p: "/pools/", a: "/accounts/", n: "/contacts/", o: "/opportunities/" };
  let going = 0;

  const rows = () => [...document.querySelectorAll(".table tbody tr:has(.row-link), .board-card:has(.row-link)")];
  const current = () => document.querySelector(".is-current");
  const follow = (selector) => {
    const link = document.querySelector(selector);
    if (link) link.click();
    return Boolean(link);
  };

  const move = (step) => {
    const all = rows();
    if (!all.length) return false;
    const here = all.indexOf(current());
    const next = all[Math.max(0, Math.min(all.length - 1, here + step))];
    current()?.classList.remove("is-current");
    next.classList.add("is-current");
    next.querySelector(".row-link").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  const select = () => {
    const box = current()?.querySelector(".col-select input");
    box?.click();
    return Boolean(box);
  };

  const go = (key) => {
    const link = document.querySelector(`.nav a[href="${PLACES[key]}"], .nav a[href^="${PLACES[key]}?"]`);
    if (link) location.assign(link.href);
    return Boolean(link);
  };

  const help = () => {
    const dialog = document.getElementById("keys");
    dialog?.showModal();
    return Boolean(dialog);
  };

  const focusSearch = () => {
    const field = document.querySelector("[data-search]");
    field?.focus();
    field?.select();
    return Boolean(field);
  };

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    x: select,
    o: () => { const link = current()?.querySelector(".row-link"); link?.click(); return Boolean(link); },
    "/": focusSearch,
    "?": help,
    c: () => follow("[data-new-lead]"),
    e: () => follow("[data-edit]"),
    g: () => { going = Date.now(); return true; },
  };

  const canBeSent = (form) => form?.querySelector("[data-submit]")?.checkVisibility() ?? Boolean(form);

  const save = () => {
    const main = document.querySelectorAll("dialog[open] form:not([method=dialog]), form[data-main]");
    const form = [document.activeElement?.form, ...main].find(canBeSent);
    form?.requestSubmit(form.querySelector("[data-submit]") ?? undefined);
    return Boolean(form);
  };

  const withControl = (event, typing) => {
    if (event.key === "Enter" || event.key.toLowerCase() === "s") return save();
    if (typing) return false;
    if (event.key === "ArrowLeft") return follow("a[rel=prev]");
    if (event.key === "ArrowRight") return follow("a[rel=next]");
    return false;
  };

  const plain = (key) => {
    const afterG = Date.now() - going < 1200;
    going = 0;
    if (afterG && PLACES[key]) return go(key);
    return KEYS[key]?.() ?? false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const typing = event.target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    let done = false;
    if (event.ctrlKey || event.metaKey) done = withControl(event, typing);
    else if (typing) { if (event.key === "Escape") event.target.blur(); }
    else if (!document.querySelector("dialog[open]")) done = plain(event.key);
    if (done) event.preventDefault();
  });

  // A click anywhere in a row opens it, except on what is itself to be clicked or on a text being selected.
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, select, summary, details, form") || String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) help();
  });
  for (const entry of document.querySelectorAll("[data-help]")) entry.hidden = false;
})();
