// input[data-send-at-once]: what is chosen is sent without another click. [data-drop=<id of a form>]: files dropped there too.
(() => {
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const placeOf = (event) => (carriesFiles(event) ? event.target.closest?.("[data-drop]") : null);

  const prepare = () => {
    for (const input of document.querySelectorAll("input[data-send-at-once]")) {
      const form = input.form;
      form.querySelector("button").hidden = true;
      const hint = form.querySelector(".upload-hint");
      if (hint && form.closest("[data-drop]")) hint.hidden = false;
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("input[data-send-at-once]") && event.target.files.length) event.target.form.requestSubmit();
  });
  document.addEventListener("dragover", (event) => {
    const place = placeOf(event);
    if (!place) return;
    event.preventDefault();
    place.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    const place = event.target.closest?.("[data-drop]");
    if (place && !place.contains(event.relatedTarget)) place.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    const place = placeOf(event);
    if (!place) return;
    event.preventDefault();
    place.classList.remove("dropping");
    const input = document.getElementById(place.dataset.drop)?.querySelector("input[type=file]");
    if (!input || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.form.requestSubmit();
  });
  document.addEventListener("htmx:afterSettle", prepare);
  prepare();
})();
