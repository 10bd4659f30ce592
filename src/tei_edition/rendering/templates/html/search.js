// The search of a site. Nothing can be fetched from a file, so data come as scripts that call editionSearch.put; see search.py.
(() => {
  "use strict";
  const box = document.getElementById("search");
  if (!box || !window.MiniSearch) return;
  const form = box.querySelector("form"), told = box.querySelector(".told"), list = box.querySelector(".results");
  const more = box.querySelector(".more-results"), say = JSON.parse(box.dataset.messages);
  const FIELDS = ["text", "title", "person", "place", "organisation", "event", "speaker", "date"];
  const NAMED = ["person", "place", "organisation", "event"];
  const EVERYWHERE = FIELDS.filter((field) => field !== "date");
  const STEP = 10, SHOWN = 3, AROUND = 110, MOST = 6;
  const fill = (words, values) => words.replace(/⟦(\w+)⟧/g, (_, key) => values[key]);

  // -- data --------------------------------------------------------------------------------------------------------
  const parts = new Map(), asked = new Map();
  window.editionSearch = { put: (name, data) => parts.set(name, data) };
  const load = (name) => {
    if (!asked.has(name)) {
      asked.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `${box.dataset.folder}/${name.split("/").map(encodeURIComponent).join("/")}.js`;
        script.addEventListener("load", () => done(parts.get(name)));
        script.addEventListener("error", () => { asked.delete(name); failed(new Error(name)); });
        document.head.append(script);
      }));
    }
    return asked.get(name);
  };
  const three = (number) => String(number).padStart(3, "0");

  // One file of words as an index of MiniSearch. All know how many documents there are, so that their scores agree.
  const indices = new Map();
  const index = async (number, head) => {
    if (!indices.has(number)) {
      const rows = await load(`terms-${three(number)}`);
      const documentIds = {}, fieldLength = {}, found = [];
      for (const [term, fields] of Object.entries(rows)) {
        const of = {};
        for (const [field, ...steps] of fields) {
          const documents = (of[field] = {});
          let at = 0;
          for (const step of steps) {
            if (step < 0) { documents[at] = -step; continue; }
            at += step;
            documents[at] = 1;
            if (!(at in documentIds)) {
              documentIds[at] = at;
              fieldLength[at] = [2 ** ((head.lengths.charCodeAt(at) - 48) / 4), 1, 1, 1, 1, 1, 1, 1];
            }
          }
        }
        found.push([term, of]);
      }
      const options = { fields: FIELDS, tokenize: (word) => [word], processTerm: (term) => term };
      indices.set(number, window.MiniSearch.loadJS({
        documentCount: head.count, nextId: head.count, documentIds, fieldLength, index: found, storedFields: {},
        fieldIds: Object.fromEntries(FIELDS.map((field, k) => [field, k])), dirtCount: 0, serializationVersion: 2,
        averageFieldLength: [head.average + 1, 1, 1, 1, 1, 1, 1, 1],
      }, options));
    }
    return indices.get(number);
  };
  const shard = (head, term) => {
    let low = 0, high = head.shards.length;
    while (low < high) { const middle = (low + high) >> 1; if (head.shards[middle] <= term) low = middle + 1; else high = middle; }
    return Math.max(low - 1, 0);
  };
  // Which files hold the words that begin so.
  const shards = (head, start) => {
    const first = shard(head, start), last = shard(head, `${start}\uffff`);
    return Array.from({ length: Math.min(last - first + 1, MOST) }, (_, k) => first + k);
  };

  // -- words: as in search.py -----------------------------------------------------------------------------------------
  const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const RUNS = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, "gu");
  const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i", ς: "σ" };
  const fold = (word) => word.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g, "")
    .replace(/[ßæœøđðþłıς]/g, (letter) => LETTERS[letter]).normalize("NFC");
  const tokens = (text) => {
    const found = [];
    for (const { 0: run, index: at } of text.matchAll(RUNS)) {
      const signs = IS_UNSPACED.test(run) ? [...run] : [run];
      const width = Math.min(signs.length, 2);
      let start = at;
      for (let k = 0; k + width <= signs.length; k++) {
        const piece = signs.slice(k, k + width).join("");
        const term = fold(piece);
        if (term) found.push({ term, start, end: start + piece.length });
        start += signs[k].length;
      }
    }
    return found;
  };
  const terms = (text) => tokens(text.normalize("NFC")).map((token) => token.term);
  window.editionSearch.terms = terms;

  // -- the question -------------------------------------------------------------------------------------------------
  // word  "a phrase"  begin*  like~  person:word  person:"a name"
  const clauses = (query) => {
    const found = [];
    for (const [, field, phrase, word] of query.matchAll(/(?:(\p{L}+):)?(?:["“„«]([^"“”„«»]*)["”“»]?|([^\s"“”„«»]+))/gu)) {
      const known = say.fields[field] || (FIELDS.includes(field) ? field : "");
      const body = phrase ?? (field && !known ? `${field}:${word}` : word);
      const mode = phrase === undefined && body.endsWith("*") ? "prefix" : phrase === undefined && body.endsWith("~") ? "fuzzy" : "word";
      const date = known === "date";
      const own = date ? [body.replace(/[*~]+$/, "")] : terms(body);
      if (own.length) found.push({ field: known, words: own, mode, shown: body });
    }
    return found;
  };

  // Which documents have one word: number → { score, terms }.
  const having = async (head, word, fields, mode, slips = 1) => {
    const options = { fields, boost: { title: 3, person: 1.5, place: 1.5, date: 1 } };
    let numbers = [shard(head, word)];
    if (mode === "prefix") { options.prefix = true; numbers = shards(head, word); }
    if (mode === "fuzzy") {
      options.fuzzy = word.length > 2 ? slips : false;
      options.maxFuzzy = 2;
      // A slip in the first two letters is found where all words are in a few files.
      numbers = head.shards.length <= MOST ? head.shards.map((_, k) => k) : shards(head, [...word].slice(0, 2).join(""));
    }
    const found = new Map();
    for (const number of numbers) {
      for (const { id, score, terms: of } of (await index(number, head)).search(word, options)) {
        const before = found.get(id) || { score: 0, terms: [] };
        found.set(id, { score: before.score + score, terms: [...before.terms, ...of] });
      }
    }
    // Two slips only where one explains nothing.
    return mode === "fuzzy" && slips === 1 && !found.size && word.length > 4 ? having(head, word, fields, mode, 2) : found;
  };

  // The documents that may answer, best first, and what was made of the words. A word that nothing has is taken as a beginning,
  // then as one like it.
  const candidates = async (head, asking) => {
    const words = asking.flatMap((clause) => clause.words.map((word, k) => ({ clause, word, k })));
    const rare = words.filter(({ word }) => !head.common.includes(word));
    const notes = [];
    let all = null;
    for (const { clause, word, k } of words) {
      clause.accepted ??= [];
      clause.accepted[k] = new Set([word]);
    }
    for (const { clause, word, k } of rare.length ? rare : words.slice(0, 1)) {
      const fields = clause.field ? [clause.field] : EVERYWHERE;
      const single = clause.words.length === 1;
      let found = await having(head, word, fields, single ? clause.mode : "word");
      for (const mode of single && clause.mode === "word" ? ["prefix", "fuzzy"] : []) {
        if (found.size || word.length < 2 && mode === "fuzzy") break;
        found = await having(head, word, fields, mode);
        if (found.size) notes.push([clause.shown, [...new Set([...found.values()].flatMap((row) => row.terms))]]);
      }
      for (const row of found.values()) for (const term of row.terms) clause.accepted[k].add(term);
      const before = all;
      all = new Map();
      for (const [id, row] of found) if (!before || before.has(id)) all.set(id, row.score + (before?.get(id) ?? 0));
      if (!all.size) break;
    }
    const ranked = [...(all ?? [])].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([id]) => id);
    return { ranked, notes };
  };

  // -- the answer: looked up in the document itself -----------------------------------------------------------------
  // Where words stand one after the other.
  const runs = (row, accepted) => {
    const found = [];
    for (let k = 0; k + accepted.length <= row.length; k++) {
      if (accepted.every((set, n) => set.has(row[k + n].term))) found.push([row[k].start, row[k + accepted.length - 1].end]);
    }
    return found;
  };
  const answer = (data, asking) => {
    const forms = data.names.map(([, ...own]) => own.map(terms));
    const has = (number, clause) => {
      const own = new Set(forms[number].flat());
      return clause.accepted.every((set) => [...set].some((term) => own.has(term)));
    };
    const whole = new Set(terms(data.title));
    const of = (clause) => data.names.map(([field], k) => k).filter((k) => (clause.field ? data.names[k][0] === clause.field : NAMED.includes(data.names[k][0])) && has(k, clause));
    const plan = asking.map((clause) => ({ clause, names: new Set(clause.field === "date" || clause.field === "text" || clause.field === "title" ? [] : of(clause)),
      done: (!clause.field || clause.field === "title") && clause.accepted.every((set) => [...set].some((term) => whole.has(term)))
        || clause.field === "date" && data.date.includes(clause.words[0]) }));
    const speaking = plan.filter(({ clause }) => clause.field === "speaker");
    const rows = [];
    data.paragraphs.forEach(([id, n, speakers, names, dates, text], k) => {
      if (!speaking.every((row) => speakers.some((number) => row.names.has(number)))) return;
      const row = tokens(text), ranges = [], met = new Set();
      for (const part of plan) {
        const { clause } = part;
        if (clause.field === "speaker") { met.add(part); continue; }
        if (clause.field === "date") { if (dates.some((date) => clause.accepted[0].has(date))) met.add(part); continue; }
        const own = !clause.field || clause.field === "text" ? runs(row, clause.accepted) : [];
        const direct = own.length;
        for (const number of names) {
          if (!part.names.has(number)) continue;
          met.add(part);
          // Where the words themselves do not stand there, the name does.
          if (!direct) for (const form of forms[number]) if (form.length) own.push(...runs(row, form.map((term) => new Set([term]))));
        }
        if (own.length) met.add(part);
        ranges.push(...own);
      }
      for (const part of met) part.done = true;
      if (met.size > (speaking.length && plan.length > speaking.length ? speaking.length : 0)) rows.push({ id, n, text, ranges, met: met.size, k, speakers });
    });
    if (!plan.every((part) => part.done) || speaking.length && !rows.length) return null;
    rows.sort((a, b) => b.met - a.met || a.k - b.k);
    return rows;
  };

  // -- what is shown ------------------------------------------------------------------------------------------------
  const element = (name, className, ...inner) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...inner);
    return made;
  };
  const quoted = (row, language) => {
    const ranges = row.ranges.sort((a, b) => a[0] - b[0]);
    const first = ranges.length ? ranges[0][0] : 0;
    const from = first > AROUND ? row.text.indexOf(" ", first - AROUND) + 1 || first : 0;
    const near = Math.max(first, from) + 2 * AROUND;
    const to = near < row.text.length ? row.text.lastIndexOf(" ", near) > first ? row.text.lastIndexOf(" ", near) : near : row.text.length;
    const quote = element("q", "", from ? "… " : "");
    quote.lang = language;
    let at = from;
    for (const [start, end] of ranges) {
      if (start < at || end > to) continue;
      quote.append(row.text.slice(at, start), element("mark", "", row.text.slice(start, end)));
      at = end;
    }
    quote.append(row.text.slice(at, to), to < row.text.length ? " …" : "");
    return quote;
  };
  const result = (name, data, rows) => {
    const page = `documents/${encodeURIComponent(name)}.html`;
    const passage = (row) => {
      const link = element("a", "", element("span", "n", fill(say.paragraph, { n: row.n })), " ", quoted(row, data.language));
      link.href = row.id ? `${page}#${encodeURIComponent(row.id)}` : page;
      return element("li", "", link);
    };
    const title = element("a", "", data.title);
    title.href = page;
    title.lang = data.language;
    const entry = element("li", "document", element("h2", "", title), element("p", "about", data.about), element("ul", "found", ...rows.slice(0, SHOWN).map(passage)));
    if (rows.length > SHOWN) {
      const rest = rows.length - SHOWN;
      const others = element("details", "", element("summary", "", fill(rest === 1 ? say.otherOne : say.otherMany, { n: rest })));
      others.addEventListener("toggle", () => { if (others.children.length === 1) others.append(element("ul", "found", ...rows.slice(SHOWN).map(passage))); });
      entry.append(others);
    }
    return entry;
  };

  let turn = 0, rest = null;
  const next = async (mine) => {
    const { head, ranked, asking, notes } = rest;
    let shown = 0;
    while (shown < STEP && rest.at < ranked.length) {
      const number = ranked[rest.at++];
      const names = await load(`names-${three(Math.floor(number / head.chunk))}`);
      const name = names[number % head.chunk];
      const data = await load(`documents/${name}`);
      if (mine !== turn) return;
      const rows = answer(data, asking);
      if (!rows) continue;
      list.append(result(name, data, rows));
      shown++;
    }
    const total = list.children.length, over = rest.at >= ranked.length;
    const lines = notes.map(([word, like]) => fill(say.like, { word, like: like.slice(0, 8).join(", ") }));
    lines.push(!total ? say.none : over ? (total === 1 ? say.one : fill(say.many, { n: total })) : fill(say.first, { n: total, all: ranked.length }));
    told.textContent = lines.join(" ");
    more.hidden = over;
  };
  const question = () => {
    const values = new FormData(form);
    const quote = (field) => { const value = (values.get(field) || "").replace(/["“”„«»]/g, " ").trim(); return value && `${field}:"${value}"`; };
    return [values.get("q").trim(), ...["person", "place", "speaker", "date"].map(quote)].filter(Boolean).join(" ");
  };
  const run = async () => {
    const mine = ++turn, query = question(), asking = clauses(query);
    remember();
    if (!asking.length) { list.replaceChildren(); told.textContent = ""; more.hidden = true; return; }
    told.textContent = say.busy;
    try {
      const head = await load("index");
      const found = await candidates(head, asking);
      if (mine !== turn) return;
      list.replaceChildren();
      rest = { head, asking, at: 0, ...found };
      await next(mine);
    } catch (error) {
      if (mine === turn) told.textContent = fill(say.failed, { name: error.message });
    }
  };

  // The question stands in the address after #, so that a search can be linked, and is there again on the way back.
  const remember = () => {
    const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    try { history.replaceState(null, "", `#${state}`); } catch { /* an old browser, from a file */ }
  };
  const recall = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const field of form.elements) if (field.name) field.value = state.get(field.name) ?? "";
    const by = box.querySelector(".by");
    if (["person", "place", "speaker", "date"].some((field) => state.get(field))) by.open = true;
    run();
  };

  // Words that begin or sound like the last one typed.
  const offers = document.getElementById("search-words");
  const offer = async () => {
    const value = form.elements.q.value, cut = value.search(/[\p{L}\p{M}\p{N}]+$/u);
    const [word] = cut < 0 ? [] : terms(value.slice(cut));
    if (!word || [...word].length < 2) { offers.replaceChildren(); return; }
    const head = await load("index"), found = new Map();
    for (const number of shards(head, word)) {
      const options = { prefix: true, fuzzy: word.length > 4 ? 1 : false, fields: EVERYWHERE };
      for (const { terms: like, score } of (await index(number, head)).search(word, options)) {
        for (const term of like) found.set(term, (found.get(term) ?? 0) + score * (term.startsWith(word) ? 2 : 1));
      }
    }
    if (form.elements.q.value !== value) return;
    const best = [...found].sort((a, b) => b[1] - a[1]).slice(0, 8);
    offers.replaceChildren(...best.map(([suggestion]) => new Option("", value.slice(0, cut) + suggestion)));
  };
  const fields = async () => {
    const head = await load("index");
    for (const [field, names] of Object.entries(head.offered)) {
      document.getElementById(`search-${field}s`).replaceChildren(...names.map((name) => new Option("", name)));
    }
  };

  let timer = 0;
  box.hidden = false;
  document.getElementById("search-script").hidden = true;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(run, 300);
    if (event.target.name === "q") offer().catch(() => {});
  });
  form.addEventListener("focusin", () => fields().catch(() => {}), { once: true });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); run(); });
  form.addEventListener("reset", () => setTimeout(run));
  more.addEventListener("click", async () => {
    const entry = list.children.length;
    more.disabled = true;
    try { await next(turn); } catch (error) { told.textContent = fill(say.failed, { name: error.message }); }
    more.disabled = false;
    list.children[entry]?.querySelector("a")?.focus();
  });
  addEventListener("hashchange", recall);
  for (const example of box.querySelectorAll(".example")) {
    example.addEventListener("click", () => { form.reset(); form.elements.q.value = example.textContent; form.elements.q.focus(); run(); });
  }
  if (location.hash.length > 1) recall();
})();
