// <time datetime data-ago> keeps saying how long ago it was, in the language of the page.
(() => {
  const spoken = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  const UNITS = [["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

  const refresh = () => {
    for (const time of document.querySelectorAll("time[data-ago]")) {
      const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
      if (Math.abs(seconds) < 60 || Math.abs(seconds) > 30 * 86400) continue;
      const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length);
      time.textContent = spoken.format(Math.trunc(seconds / size), unit);
    }
  };

  refresh();
  setInterval(refresh, 60_000);
  document.addEventListener("htmx:afterSettle", refresh);
})();
