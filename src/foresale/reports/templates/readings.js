"use strict";
const W = 4000, H = 2000;
const make = (tag, text, style) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (style) node.className = style;
  return node;
};
// Readings: what the pointer, a finger or the arrow keys are on.
(() => {
  const tip = document.getElementById("reading"), spoken = document.getElementById("spoken");
  const show = (canvas, at, aloud) => {
    const { names, rows } = JSON.parse(canvas.dataset.readings);
    const filled = rows.filter(([, , texts]) => texts[at]);
    tip.replaceChildren(make("strong", names[at]));
    for (const [label, style, texts] of filled) {
      const line = make("div");
      line.append(make("i", undefined, style), make("span", label), make("b", texts[at]));
      tip.append(line);
    }
    tip.hidden = false;
    const box = canvas.getBoundingClientRect(), x = box.left + (at + 0.5) / names.length * box.width;
    let cursor = canvas.querySelector(".cursor");
    if (!cursor) canvas.append(cursor = make("div", undefined, "cursor"));
    cursor.style.left = (at + 0.5) / names.length * 100 + "%";
    const left = x + 14 + tip.offsetWidth < document.documentElement.clientWidth ? x + 14 : x - 14 - tip.offsetWidth;
    tip.style.left = Math.max(4, left) + scrollX + "px";
    tip.style.top = box.top + scrollY + 6 + "px";
    canvas.dataset.at = at;
    if (aloud) spoken.textContent = names[at] + ": " + filled.map(([label, , texts]) => label + " " + texts[at]).join(", ");
  };
  const hide = canvas => {
    tip.hidden = true;
    const cursor = canvas.querySelector(".cursor");
    if (cursor) cursor.remove();
  };
  for (const canvas of document.querySelectorAll(".canvas")) {
    const count = () => JSON.parse(canvas.dataset.readings).names.length;
    const follow = event => {
      const box = canvas.getBoundingClientRect(), n = count();
      if (n) show(canvas, Math.min(n - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * n))), false);
    };
    canvas.addEventListener("pointermove", follow);
    canvas.addEventListener("pointerdown", follow);
    canvas.addEventListener("pointerleave", () => hide(canvas));
    canvas.addEventListener("blur", () => hide(canvas));
    canvas.addEventListener("keydown", event => {
      const n = count(), at = canvas.dataset.at === undefined ? -1 : +canvas.dataset.at;
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: n - 1 }[event.key];
      if (event.key === "Escape") hide(canvas);
      if (to === undefined || !n) return;
      event.preventDefault();
      show(canvas, Math.min(n - 1, Math.max(0, to)), true);
    });
  }
  // One page unless everything was asked for; then what is folded away is open.
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => {
    document.body.classList.toggle("brief", button.dataset.print === "brief");
    print();
    document.body.classList.add("brief");
  });
  const closed = () => [...document.querySelectorAll("details:not([open])")];
  let opened = [];
  addEventListener("beforeprint", () => { opened = closed().filter(d => d.classList.contains("printed")); opened.forEach(d => d.open = true); });
  addEventListener("afterprint", () => opened.forEach(d => d.open = false));
})();
