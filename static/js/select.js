// Selecting rows: the box in the head selects the page, Shift+click a range; the bulk bar counts.
// .list > .table-wrap … th.col-select input[data-select-page], td.col-select input ; .bulk-bar > [data-bulk-count],
// label[data-select-matching] > input[name=all] (shown when the whole page is selected)
(() => {
  let last = null;
  const boxesOf = (list) => [...list.querySelectorAll("td.col-select input[type=checkbox]")];

  const count = (list) => {
    const boxes = boxesOf(list);
    const chosen = boxes.filter((box) => box.checked).length;
    const head = list.querySelector("[data-select-page]");
    if (head) {
      head.checked = chosen > 0 && chosen === boxes.length;
      head.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    const matching = list.querySelector("[data-select-matching]");
    const all = matching?.querySelector("input");
    if (matching) matching.hidden = chosen < boxes.length;
    if (all && matching.hidden) all.checked = false;
    const output = list.querySelector("[data-bulk-count]");
    if (output) output.textContent = all?.checked ? output.dataset.allText : output.dataset.text.replace("%s", chosen);
  };

  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches?.("td.col-select input[type=checkbox]")) return;
    const boxes = boxesOf(box.closest(".list"));
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
  });

  document.addEventListener("change", (event) => {
    const list = event.target.closest(".list");
    if (!list) return;
    if (event.target.matches("[data-select-page]")) {
      for (const box of boxesOf(list)) box.checked = event.target.checked;
    }
    if (event.target.matches("[data-select-none]")) return;
    count(list);
  });

  document.addEventListener("click", (event) => {
    const clear = event.target.closest("[data-select-none]");
    if (!clear) return;
    const list = clear.closest(".list");
    for (const box of boxesOf(list)) box.checked = false;
    count(list);
  });

  const start = () => document.querySelectorAll(".list").forEach(count);
  document.addEventListener("htmx:afterSettle", start);
  window.addEventListener("pageshow", start);
})();
