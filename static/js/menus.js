// Menus are <details class="menu">: a click elsewhere or Esc closes them, arrows walk through their entries.
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    }
    if (location.hash === "#navigation") location.hash = "#main";
    return;
  }
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  const entries = [...menu.querySelectorAll(".menu-item:not([disabled])")].filter((entry) => entry.offsetParent);
  const step = event.key === "ArrowDown" ? 1 : -1;
  const here = entries.indexOf(document.activeElement);
  entries.at(here < 0 && step < 0 ? -1 : (here + step) % entries.length)?.focus();
});

// A panel that would stick out of the window is moved back in.
document.addEventListener("toggle", (event) => {
  const panel = event.target.matches?.("details.menu[open]") && event.target.querySelector(":scope > .menu-panel");
  if (!panel) return;
  panel.style.translate = "";
  const box = panel.getBoundingClientRect();
  const outside = Math.max(0, box.right - innerWidth + 8) || Math.min(0, box.left - 8);
  if (outside) panel.style.translate = `${-outside}px 0`;
}, true);

// A menu near the right or lower edge of a scrolling table or board would be cut off: it is laid over the page instead.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details.menu") || !menu.open || !menu.closest(".table-wrap, .board")) return;
  const panel = menu.querySelector(".menu-panel");
  const box = menu.getBoundingClientRect();
  const below = innerHeight - box.bottom;
  Object.assign(panel.style, {
    position: "fixed", translate: "none", left: "auto", right: `${Math.max(8, innerWidth - box.right)}px`,
    top: below > panel.offsetHeight + 12 ? `${box.bottom + 4}px` : "auto",
    bottom: below > panel.offsetHeight + 12 ? "auto" : `${innerHeight - box.top + 4}px`,
  });
  addEventListener("scroll", () => { menu.open = false; }, { capture: true, once: true });
}, true);
