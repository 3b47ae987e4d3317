// Filters apply themselves: form[data-autosubmit] is sent when a field changes, text fields a moment after the last key.
// Its own submit button ([data-autosubmit-button]) is only for those without scripts.
(() => {
  const PAUSE = 400;
  let timer;

  const send = (form) => {
    clearTimeout(timer);
    const empty = [...form.elements].filter((field) => field.name && field.value === "" && !field.disabled);
    for (const field of empty) field.disabled = true; // short addresses
    form.requestSubmit();
    for (const field of empty) field.disabled = false;
  };

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-autosubmit]") && !event.target.matches("[type=search], [type=text]")) send(form);
  });
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.matches("[data-autosubmit]") || !event.target.matches("[type=search], [type=text]")) return;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE, form);
  });
  for (const button of document.querySelectorAll("[data-autosubmit-button]")) button.hidden = true;
})();
