// Messages float and go by themselves; errors and warnings stay until they are closed.
// htmx answers add one with HX-Trigger: {"toast": {"message": "…", "level": "success|info|warning|error"}}.
(() => {
  const STAY = 7000;
  const toasts = document.getElementById("toasts");
  if (!toasts) return;

  const leave = (toast) => {
    toast.classList.add("leaving");
    setTimeout(() => toast.remove(), 220);
  };

  const prepare = (toast) => {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button ghost icon-only small";
    close.textContent = "×";
    close.setAttribute("aria-label", toasts.dataset.closeLabel);
    close.addEventListener("click", () => leave(toast));
    toast.append(close);
    if (toast.matches(".error, .warning") || toast.querySelector("a, form")) return;
    let timer = setTimeout(leave, STAY, toast);
    toast.addEventListener("mouseenter", () => clearTimeout(timer));
    toast.addEventListener("mouseleave", () => { timer = setTimeout(leave, STAY, toast); });
  };

  const say = (message, level = "info") => {
    const toast = document.createElement("div");
    toast.className = `toast ${level}`;
    const text = document.createElement("div");
    text.className = "toast-text";
    text.textContent = message;
    toast.append(text);
    toasts.append(toast);
    prepare(toast);
  };

  toasts.classList.add("floating");
  toasts.querySelectorAll(".toast").forEach(prepare);
  document.addEventListener("toast", (event) => say(event.detail.message ?? event.detail.value, event.detail.level));
  // Messages that came with a swapped part move to the others.
  document.addEventListener("htmx:afterSwap", () => {
    for (const other of document.querySelectorAll(".toasts:not(.floating)")) {
      for (const toast of other.querySelectorAll(".toast")) {
        toasts.append(toast);
        prepare(toast);
      }
      other.remove();
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    if (!answer.getResponseHeader("HX-Trigger")) say(toasts.dataset.failed, "error");
  });
  document.addEventListener("htmx:sendError", () => say(toasts.dataset.offline, "error"));
})();
