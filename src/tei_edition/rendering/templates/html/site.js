// Narrows the list of documents by words, year, type, person and place. Without it the same lists are pages of their own.
(() => {
  "use strict";
  const form = document.getElementById("page-filter");
  const list = document.getElementById("page-documents");
  if (!form || !list) return;
  const whole = [...list.children];
  const parts = document.querySelectorAll("nav.parts");
  const told = form.querySelector(".shown");
  const MOST = 200;
  let data = null, asked = false;

  // A script is loaded where nothing may be fetched: from a file, on a stick.
  const load = () => {
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = form.dataset.source;
    script.addEventListener("load", () => { data = window.editionDocuments; fill(); show(); });
    document.body.append(script);
  };

  const fill = () => {
    const count = (values) => values.reduce((found, value) => value ? found.set(value, (found.get(value) || 0) + 1) : found, new Map());
    const years = [...count(data.documents.map((row) => row[2].slice(0, 4)))].sort();
    const genres = [...count(data.documents.map((row) => row[3]))].sort((a, b) => b[1] - a[1]);
    const rows = { date: years, genre: genres, persons: data.persons.map(([name, of]) => [name, of.length]), places: data.places.map(([name, of]) => [name, of.length]) };
    for (const [name, values] of Object.entries(rows)) {
      const select = form.elements[name];
      values.forEach(([words, n], k) => {
        const numbered = name === "persons" || name === "places";
        select.append(new Option(`${words} (${n})`, numbered ? k : words));
      });
    }
  };

  const item = (row) => {
    const [href, title, , , language, about] = row;
    const entry = document.createElement("li");
    entry.className = "document";
    const head = document.createElement("h2"), link = document.createElement("a"), line = document.createElement("p");
    head.lang = language;
    link.href = `${form.dataset.root}documents/${href}.html`;
    link.textContent = title;
    head.append(link);
    line.className = "about";
    for (const words of about) { const span = document.createElement("span"); span.textContent = words; line.append(span); }
    entry.append(head, line);
    return entry;
  };

  const folded = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const show = () => {
    if (!data) return;
    const { words, date, genre, persons, places } = Object.fromEntries(new FormData(form));
    const wanted = folded(words).split(/\s+/).filter(Boolean);
    const any = wanted.length || date || genre || persons || places;
    for (const nav of parts) nav.hidden = Boolean(any);
    if (!any) { list.replaceChildren(...whole); told.textContent = ""; return; }
    const among = [persons && data.persons[persons], places && data.places[places]].filter(Boolean).map(([, of]) => new Set(of));
    const found = data.documents.filter((row, k) =>
      (!date || row[2].startsWith(date)) && (!genre || row[3] === genre) && among.every((of) => of.has(k)) &&
      wanted.every((word) => folded(row[1]).includes(word)));
    list.replaceChildren(...found.slice(0, MOST).map(item));
    const shown = Math.min(found.length, MOST);
    told.textContent = found.length ? form.dataset.shown.replace("⟦n⟧", shown).replace("⟦all⟧", found.length) : form.dataset.none;
  };

  form.hidden = false;
  form.addEventListener("focusin", load);
  form.addEventListener("pointerdown", load);
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
})();
