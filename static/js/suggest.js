// input[data-suggest=field]: offers the records whose name holds what was typed, as a datalist.
// data-suggest-with="a b": what stands in the form's fields a and b narrows them; data-suggest-a is the value of a field
// that is not in the form.
(() => {
  let timer = 0;
  let asked = 0;

  const listOf = (input) => {
    const id = `${input.id}-suggestions`;
    let list = document.getElementById(id);
    if (!list) {
      list = document.createElement("datalist");
      list.id = id;
      input.after(list);
      input.setAttribute("list", id);
    }
    return list;
  };

  const withOthers = (input) => {
    const query = new URLSearchParams({ q: input.value });
    for (const name of (input.dataset.suggestWith || "").split(" ").filter(Boolean)) {
      const field = input.form?.elements[name];
      query.set(name, field ? field.value : input.getAttribute(`data-suggest-${name}`) || "");
    }
    return query;
  };

  const offer = async (input) => {
    const mine = ++asked;
    const answer = await fetch(`/leads/suggest/${input.dataset.suggest}/?${withOthers(input)}`);
    if (!answer.ok || mine !== asked) return;
    const { suggestions } = await answer.json();
    listOf(input).replaceChildren(...suggestions.map((text) => new Option(text, text)));
  };

  document.addEventListener("input", (event) => {
    const input = event.target.closest?.("input[data-suggest]");
    if (!input || /#\d+\)$/.test(input.value)) return;
    clearTimeout(timer);
    timer = setTimeout(offer, 200, input);
  });
  document.addEventListener("focusin", (event) => {
    const input = event.target.closest?.("input[data-suggest]");
    if (input && !input.value) offer(input);
  });
})();
