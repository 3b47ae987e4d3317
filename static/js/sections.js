// details[data-remember=key]: stays open or closed as the person left it, on every record and after every swap.
// .path: where it is wider than the screen it is scrolled to the step the record is at.
(() => {
  const KEY = "hotcrm.sections";
  const read = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; } };
  const apply = (root) => {
    const known = read();
    for (const section of root.querySelectorAll("details[data-remember]")) {
      if (section.dataset.remember in known) section.open = known[section.dataset.remember];
    }
  };
  const showStep = () => {
    for (const step of document.querySelectorAll(".path > .current")) {
      const path = step.parentElement;
      path.scrollLeft = step.offsetLeft - path.offsetLeft - (path.clientWidth - step.offsetWidth) / 2;
    }
  };
  document.addEventListener("click", (event) => {
    const section = event.target.closest("details[data-remember] > summary")?.parentElement;
    if (!section) return;
    localStorage.setItem(KEY, JSON.stringify({ ...read(), [section.dataset.remember]: !section.open }));
  });
  document.addEventListener("htmx:afterSettle", () => { apply(document); showStep(); });
  document.addEventListener("click", (event) => {
    const target = event.target.closest("a[href^='#']")?.hash;
    const section = target && target.length > 1 ? document.getElementById(target.slice(1)) : null;
    if (section?.matches("details")) section.open = true;
  });
  apply(document);
  showStep();
})();
