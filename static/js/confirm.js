// data-confirm="Discard 3 leads?" on a form or its button asks first. data-confirm-yes names the button.
(() => {
  const dialog = document.getElementById("confirm");
  if (!dialog) return;
  let agreed = null;

  const ask = (question, yes, dangerous) => {
    const button = dialog.querySelector("[data-confirm-yes]");
    dialog.querySelector("[data-confirm-question]").textContent = question;
    button.dataset.usual ??= button.textContent;
    button.textContent = yes || button.dataset.usual;
    button.classList.toggle("danger", dangerous);
    button.classList.toggle("primary", !dangerous);
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((done) => {
      dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
    });
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const asking = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!asking.dataset.confirm || agreed === form) {
      agreed = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    if (!(await ask(asking.dataset.confirm, asking.dataset.confirmYes, asking.matches(".danger") || submitter?.matches(".danger")))) return;
    agreed = form;
    form.requestSubmit(submitter);
  }, true);
})();
