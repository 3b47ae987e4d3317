// A link with data-dialog opens its page's form as a dialog: htmx fetches it into #dialog-body, and what arrives is shown.
// Without scripts the link simply leads to that page. A toast with {"close": true} closes the dialog.
(() => {
  const dialog = document.getElementById("dialog");
  const body = document.getElementById("dialog-body");
  if (!dialog) return;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
    event.preventDefault();
    link.closest("details.menu")?.removeAttribute("open");
    window.htmx.ajax("GET", link.href, { target: body, swap: "innerHTML" });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== body || !body.childElementCount) return;
    if (!dialog.open) dialog.showModal();
    dialog.setAttribute("aria-label", body.querySelector("h1, h2")?.textContent.trim() || "");
    body.querySelector("[autofocus], .is-invalid, input:not([type=hidden]), select, textarea")?.focus();
  });

  // Inside the dialog, forms answer inside the dialog: a 422 brings the form back with its errors.
  document.addEventListener("htmx:configRequest", (event) => {
    if (body.contains(event.detail.elt)) event.detail.headers["HX-Dialog"] = "true";
  });

  document.addEventListener("closeDialog", () => dialog.close());
  document.addEventListener("click", (event) => {
    if (event.target.closest("#dialog [data-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  for (const each of document.querySelectorAll("dialog")) {
    each.addEventListener("click", (event) => { if (event.target === each) each.close(); });
  }
  dialog.addEventListener("close", () => body.replaceChildren());
})();
