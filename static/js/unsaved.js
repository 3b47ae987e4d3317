// form[data-unsaved]: leaving it changed asks first. A form that came back with errors counts as changed.
(() => {
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-unsaved]")) changed.add(form);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  for (const form of document.querySelectorAll("form[data-unsaved]:has(.is-invalid)")) changed.add(form);
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
})();
