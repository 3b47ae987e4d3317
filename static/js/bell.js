// The bell: how many notices are unread is asked when a page opens, and again each minute while somebody looks at it.
(() => {
  const PAUSE = 60_000;
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  let asked = Date.now();

  const look = () => {
    if (document.hidden || Date.now() - asked < PAUSE - 1000) return;
    asked = Date.now();
    htmx.trigger("#bell-count", "look");
  };

  setInterval(look, PAUSE);
  document.addEventListener("visibilitychange", look);
  bell.addEventListener("toggle", () => {
    if (bell.open) htmx.trigger("#bell-panel", "open-bell");
  });
  document.body.addEventListener("notices", () => {
    if (bell.open) htmx.trigger("#bell-panel", "open-bell");
  });
})();
