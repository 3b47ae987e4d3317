// textarea[data-mentions=<address>]: after an @ it offers the people who see the record. Arrows move, Enter or Tab takes, Escape closes.
(() => {
  const TYPED = /(?:^|[^\w.@＠+-])[@＠]([\w.+-]{0,40})$/u;
  let field = null;
  let list = null;
  let timer = 0;
  let asked = 0;

  const typed = () => TYPED.exec(field.value.slice(0, field.selectionStart))?.[1];
  const chosen = () => list?.querySelector("[aria-selected=true]");

  const close = () => {
    clearTimeout(timer);
    asked += 1;
    list?.remove();
    list = null;
    field?.removeAttribute("aria-activedescendant");
    field?.removeAttribute("aria-controls");
  };

  const choose = (item) => {
    chosen()?.setAttribute("aria-selected", "false");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", item.id);
  };

  const take = (item) => {
    const start = field.selectionStart - typed().length;
    field.setRangeText(`${item.dataset.username} `, start, field.selectionStart, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };

  const itemOf = ({ username, name }, number) => {
    const item = document.createElement("li");
    item.id = `mention-${number}`;
    item.role = "option";
    item.dataset.username = username;
    item.setAttribute("aria-selected", "false");
    const called = document.createElement("small");
    called.textContent = `@${username}`;
    item.append(name, called);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
    return item;
  };

  const show = (people) => {
    list?.remove();
    list = document.createElement("ul");
    list.className = "mention-list";
    list.id = "mention-list";
    list.role = "listbox";
    list.setAttribute("aria-label", field.dataset.mentionsLabel);
    list.append(...people.map(itemOf));
    field.after(list);
    list.style.top = `${field.offsetTop + field.offsetHeight - 6}px`;
    list.style.left = `${field.offsetLeft + 12}px`;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", "mention-list");
    choose(list.firstElementChild);
  };

  const offer = async () => {
    const mine = ++asked;
    const answer = await fetch(`${field.dataset.mentions}?q=${encodeURIComponent(typed() ?? "")}`);
    if (!answer.ok || mine !== asked || typed() === undefined) return;
    const { people } = await answer.json();
    if (mine !== asked) return;
    if (people.length) show(people);
    else close();
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("textarea[data-mentions]")) return;
    if (event.target !== field) close();
    field = event.target;
    clearTimeout(timer);
    if (typed() === undefined) close();
    else timer = setTimeout(offer, 150);
  });
  document.addEventListener("keydown", (event) => {
    if (!list || event.target !== field || event.isComposing || event.ctrlKey || event.metaKey) return;
    const here = chosen();
    if (event.key === "ArrowDown") choose(here.nextElementSibling ?? list.firstElementChild);
    else if (event.key === "ArrowUp") choose(here.previousElementSibling ?? list.lastElementChild);
    else if (event.key === "Enter" || event.key === "Tab") take(here);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
})();
