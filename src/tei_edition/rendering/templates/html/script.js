// Everything here is a convenience: without it names lead to their entries, numbers are links, citations stand on the page.
(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const article = $("page-text");
  const NAMES = "a:is(.persName, .placeName, .orgName, .rs, .name, .date, .time)[href^='#']";

  // A document that has moved: the paragraph that was asked for goes along.
  const forward = $("page-forward");
  if (forward && location.hash) { location.replace(forward.href + location.hash); return; }

  // The choice of colours is remembered where the browser allows it.
  const memory = (value) => {
    try {
      if (value) localStorage.setItem("page-theme", value);
      return localStorage.getItem("page-theme");
    } catch { return null; }
  };
  for (const radio of document.getElementsByName("page-theme")) {
    if (radio.value === memory()) radio.checked = true;
    radio.addEventListener("change", () => memory(radio.value));
  }
  if (!article) return;

  // Notes stand beside their marks, each below the one before.
  const notes = [...article.querySelectorAll("aside.note")];
  const place = () => {
    article.classList.toggle("placed", notes.length > 0 && !article.querySelector(".facs img") && matchMedia("(min-width: 74rem)").matches);
    let free = -Infinity;
    for (const note of notes) {
      note.style.top = note.style.left = "";
      const mark = $(note.querySelector(".back").getAttribute("href").slice(1));
      if (!article.classList.contains("placed") || !mark) continue;
      const box = article.getBoundingClientRect();
      const own = note.offsetParent.getBoundingClientRect();
      const top = Math.max(mark.getBoundingClientRect().top - box.top - 4, free);
      const rtl = getComputedStyle(document.documentElement).direction === "rtl";
      note.style.top = `${top + box.top - own.top}px`;
      note.style.left = `${(rtl ? box.left - 48 - note.offsetWidth : box.right + 48) - own.left}px`;
      free = top + note.offsetHeight + 10;
    }
  };
  addEventListener("resize", place);
  addEventListener("beforeprint", place);
  document.addEventListener("change", place);
  addEventListener("load", place);
  place();

  // Cards
  const card = $("page-card"), citing = $("page-citing");
  if (!card || !card.showPopover) return;
  let owner = null, open = null, pinned = false, timer = 0;
  card.hidden = citing.hidden = false;

  const close = (back) => {
    clearTimeout(timer);
    if (!open) return;
    const inside = open.contains(document.activeElement);
    open.hidePopover();
    owner.classList.remove("open");
    owner.removeAttribute("aria-expanded");
    if (back && inside) { quiet = true; owner.focus(); quiet = false; }
    open = owner = null;
    pinned = false;
  };
  let quiet = false;
  const show = (box, link) => {
    if (open) close(false);
    box.showPopover();
    owner = link;
    open = box;
    link.classList.add("open");
    link.setAttribute("aria-expanded", "true");
    const at = [...link.getClientRects()].pop() || link.getBoundingClientRect();
    const left = Math.min(Math.max(at.left, 16), document.documentElement.clientWidth - box.offsetWidth - 16);
    const above = at.bottom + box.offsetHeight + 16 > innerHeight && at.top > box.offsetHeight + 16;
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${(above ? link.getClientRects()[0].top - box.offsetHeight - 8 : at.bottom + 8) + scrollY}px`;
    box.scrollTop = 0;
  };
  const tell = (link) => {
    const target = link.getAttribute("href");
    const refs = [target, ...(link.dataset.also || "").split(" ")].filter((ref) => ref.startsWith("#"));
    const entries = refs.map((ref) => $(ref.slice(1))).filter(Boolean).map((entry) => {
      const copy = entry.cloneNode(true);
      const list = document.createElement("dl");
      copy.removeAttribute("id");
      copy.querySelector("dd:last-child").remove();
      list.append(...copy.children);
      const box = document.createElement("div");
      box.append(list);
      return box;
    });
    card.querySelector(".entries").replaceChildren(...entries);
    const rule = link.matches(".set") ? null : $(`page-rule-${link.dataset.rule}`) || document.querySelector(`[data-usual=${link.classList[0]}]`);
    const machine = !link.matches(".set, .reviewed");
    card.querySelector(".rule").textContent = rule ? `${rule.textContent}.` : "";
    card.querySelector(".if-medium").hidden = !link.classList.contains("cert-medium");
    card.querySelector(".if-low").hidden = !link.classList.contains("cert-low");
    card.querySelector(".if-machine").hidden = !machine;
    card.querySelector(".if-reviewed").hidden = machine;
    card.querySelector(".all").href = target;
    show(card, link);
  };
  const nameOf = (event) => event.target.closest && article.contains(event.target) ? event.target.closest(NAMES) : null;
  const plain = (event) => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch" || pinned) return;
    const link = nameOf(event);
    clearTimeout(timer);
    if (link && link !== owner) timer = setTimeout(() => tell(link), 180);
    else if (open && !link && !open.contains(event.target)) timer = setTimeout(close, 300);
  });
  article.addEventListener("focusin", (event) => {
    const link = nameOf(event);
    if (link && link !== owner && !quiet && link.matches(":focus-visible")) tell(link);
  });
  document.addEventListener("focusin", (event) => {
    if (open && event.target !== owner && !open.contains(event.target) && !(nameOf(event))) close(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) { event.preventDefault(); close(true); }
  });
  document.addEventListener("click", (event) => {
    if (!plain(event)) return;
    const link = nameOf(event), number = event.target.closest("a.n"), all = event.target.closest(".card a[href^='#'], .card .close");
    if (link) {
      event.preventDefault();
      if (link !== owner) tell(link);
      pinned = true;
      if (event.detail === 0) card.querySelector("a, button").focus();
    } else if (number && article.contains(number)) {
      setTimeout(() => cite(number), 60);
    } else if (all) {
      close(all.matches(".close"));
    } else if (open && !open.contains(event.target)) {
      close(false);
    }
  });

  // Citations of a paragraph
  const web = /^https?:$/.test(location.protocol) ? location.href.split("#")[0] : "";
  const copyButton = (words) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = citing.dataset.copy;
    button.addEventListener("click", async () => {
      await copy(words());
      button.textContent = citing.dataset.copied;
      setTimeout(() => { button.textContent = citing.dataset.copy; }, 2000);
    });
    return button;
  };
  const copy = async (words) => {
    try { await navigator.clipboard.writeText(words); } catch {
      const area = document.createElement("textarea");
      area.value = words;
      (open || document.body).append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  const section = $("page-cite");
  for (const row of section.querySelectorAll(".citation")) row.append(copyButton(() => row.querySelector("pre").textContent));
  const cite = (number) => {
    const address = section.dataset.address || web;
    // A paragraph without a number is told by its first words.
    const own = [...number.parentElement.childNodes].filter((node) => node !== number && !(node.matches && node.matches("aside, .facs")));
    const opening = own.map((node) => node.textContent).join("").trim().split(/\s+/).slice(0, 5).join(" ");
    const name = number.matches(".plain") ? `“${opening} …”` : number.textContent;
    const rows = [...section.querySelectorAll(".citation")].map((row) => {
      const words = row.dataset.paragraph.replaceAll("⟦n⟧", name);
      const lines = words.includes("\n") ? /^.*⟦url⟧.*\n/m : /,? ⟦url⟧/;
      const copy = row.cloneNode(true);
      const filled = address ? words.replaceAll("⟦url⟧", address + number.getAttribute("href")) : words.replace(lines, "");
      copy.querySelector("pre").textContent = filled;
      copy.querySelector("button").replaceWith(copyButton(() => filled));
      return copy;
    });
    citing.querySelector(".number").textContent = name;
    citing.querySelector(".entries").replaceChildren(...rows);
    show(citing, number);
    pinned = true;
    citing.querySelector(".close").focus({ preventScroll: true });
  };
})();
