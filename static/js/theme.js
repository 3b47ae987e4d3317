// The theme changes at once; the server is told beside it. The navigation's width is remembered in a cookie,
// so that the next page comes in the right width instead of jumping.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-form]");
  const button = event.submitter;
  if (!form || !button) return;
  event.preventDefault();
  document.documentElement.dataset.theme = button.value;
  for (const other of form.querySelectorAll("button")) {
    if (other === button) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  await fetch(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual" });
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-rail]")) return;
  const root = document.documentElement;
  const narrow = root.dataset.nav !== "rail";
  if (narrow) root.dataset.nav = "rail";
  else delete root.dataset.nav;
  document.cookie = `nav=${narrow ? "rail" : "wide"};path=/;max-age=31536000;samesite=lax`;
});
