// The image of a page stays in sight beside its words: without this it stands where its page begins.
(() => {
  "use strict";
  const article = document.getElementById("page-text"), hidden = document.getElementById("page-facs-hidden");
  const images = [...article.querySelectorAll(":not(.gallery) > .facs:has(img)")];
  const place = () => {
    const wide = images.length > 0 && matchMedia("screen and (min-width: 74rem)").matches && !hidden.checked;
    article.classList.remove("beside");
    for (const image of images) image.style.top = image.style.left = image.style.height = "";
    if (!wide) return;
    article.classList.add("beside");
    const box = article.getBoundingClientRect(), rtl = getComputedStyle(article).direction === "rtl";
    // Each stands in its page break, whose place is that of the words.
    const breaks = [...article.querySelectorAll(".pb")];
    const tops = breaks.map((each) => each.getClientRects()[0].top);
    images.forEach((image) => {
      const k = breaks.indexOf(image.parentElement), start = tops[k], end = tops[k + 1] ?? box.bottom;
      const own = image.offsetParent.getBoundingClientRect();
      image.style.top = `${start - own.top}px`;
      image.style.height = `${Math.max(end - start - 16, 48)}px`;
      image.style.left = `${(rtl ? box.left - 51 - image.offsetWidth : box.right + 51) - own.left}px`;
      image.querySelector("img").style.maxHeight = `min(calc(100vh - 3rem), ${image.style.height})`;
    });
  };
  for (const event of ["resize", "beforeprint", "load"]) addEventListener(event, place);
  document.addEventListener("change", place);
  place();
})();
