"use strict";
(() => {
  const W = 4000, H = 2000;
  const tip = document.getElementById("reading"), spoken = document.getElementById("spoken");
  const make = (tag, text, style) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (style) node.className = style;
    return node;
  };

  // Readings: what the pointer, a finger or the arrow keys are on.
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

  // The series picker.
  const source = document.getElementById("numbers"), pick = document.getElementById("pick");
  if (!source || !pick) return;
  const data = JSON.parse(source.textContent), figure = document.getElementById("fan");
  const canvas = figure.querySelector(".canvas"), svg = figure.querySelector("svg"), n = data.axis.length;
  const number = v => {
    const size = Math.abs(v), sign = v < 0 ? "−" : "";
    const three = s => s >= 99.95 ? s.toFixed(0) : s >= 9.995 ? s.toFixed(1) : s.toFixed(2);
    for (const [unit, name, by] of [[1e12, "tn", 1e12], [1e9, "bn", 1e9], [1e6, "M", 1e6], [1e4, "k", 1e3]])
      if (size >= unit * 0.9995) return sign + three(size / by) + "\u00a0" + name;
    if (size >= 99.5) return sign + Math.round(size).toLocaleString("en-GB");
    return sign + (size >= 0.95 ? size.toFixed(1).replace(/\.0$/, "") : String(+size.toPrecision(2)));
  };
  const tick = (v, most) => {
    const [, name, by] = [[1e12, "tn", 1e12], [1e9, "bn", 1e9], [1e6, "M", 1e6], [1e4, "k", 1e3], [0, "", 1]].find(u => most >= u[0]);
    const text = (+(Math.abs(v) / by).toPrecision(10)).toLocaleString("en-GB", { maximumFractionDigits: 6 });
    return v === 0 ? "0" : (v < 0 ? "−" : "") + text + (name && "\u00a0" + name);
  };
  const between = (a, b) => {
    const first = number(a), last = number(b), unit = last.includes("\u00a0") ? last.slice(last.indexOf("\u00a0")) : "";
    const joint = (first + last).includes("−") ? " to " : "–";
    return (joint === "–" && unit && first.endsWith(unit) ? first.slice(0, -unit.length) : first) + joint + last;
  };
  const scale = (low, high) => {
    if (low === high) high = 1;
    const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 2.5, 5, 10].find(nice => rough <= power * nice * 1.0001);
    const first = Math.floor(low / step + 1e-9), last = Math.ceil(high / step - 1e-9);
    return Array.from({ length: last - first + 1 }, (_, k) => +((first + k) * step).toPrecision(10));
  };
  const draw = at => {
    const s = data.series[at], past = Array(data.tail).fill(null), ahead = Array(n - data.tail).fill(null);
    const full = part => part === "sold" ? s.sold.concat(ahead) : past.concat(s[part]);
    const all = Object.values(s).flat().filter(v => v !== null);
    const steps = scale(Math.min(0, ...all), Math.max(0, ...all)), low = steps[0], high = steps.at(-1);
    const x = i => Math.round(W * (i + 0.5) / n), y = v => Math.round(H * (1 - (v - low) / (high - low)));
    const line = values => values.map((v, i) => v === null ? "" :
      (i && values[i - 1] !== null ? "L" : "M") + x(i) + " " + y(v) +
      ((!i || values[i - 1] === null) && (i === n - 1 || values[i + 1] === null) ? "h0" : "")).join("");
    const band = (a, b) => {
      const at = full(b).flatMap((v, i) => v === null ? [] : [i]), lows = full(a), tops = full(b);
      const half = at.length === 1 ? W / n / 4 : 0;
      const up = at.flatMap(i => half ? [[x(i) - half, y(tops[i])], [x(i) + half, y(tops[i])]] : [[x(i), y(tops[i])]]);
      const down = at.flatMap(i => half ? [[x(i) - half, y(lows[i])], [x(i) + half, y(lows[i])]] : [[x(i), y(lows[i])]]);
      return up.length ? "M" + up.concat(down.reverse()).map(p => p.join(" ")).join("L") + "Z" : "";
    };
    const shapes = [["band wide", band("wide_low", "wide_high")], ["band", band("low", "high")]];
    if (s.before) shapes.push(["line before", line(full("before"))]);
    shapes.push(["line actual", line(full("sold"))], ["line forecast", line(full("mean"))]);
    svg.replaceChildren(...shapes.map(([style, d]) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", style);
      path.setAttribute("d", d);
      return path;
    }));
    const percent = v => (v - low) / (high - low) * 100 + "%";
    figure.querySelector(".y").replaceChildren(...steps.map(v => {
      const label = make("span", tick(v, Math.max(...steps.map(Math.abs))));
      label.style.bottom = percent(v);
      return label;
    }));
    canvas.querySelectorAll("hr").forEach(rule => rule.remove());
    canvas.prepend(...steps.map(v => {
      const rule = make("hr", undefined, v === 0 ? "zero" : "");
      rule.style.bottom = percent(v);
      return rule;
    }));
    const text = values => values.map(v => v === null ? "" : number(v));
    const range = (a, b) => full(a).map((v, i) => v === null ? "" : between(v, full(b)[i]));
    const rows = [["95 % range", "band wide", range("wide_low", "wide_high")], ["80 % range", "band", range("low", "high")]];
    if (s.before) rows.push(["Last year", "before", text(full("before"))]);
    rows.push(["Sold", "actual", text(full("sold"))], ["Forecast", "forecast", text(full("mean"))]);
    canvas.dataset.readings = JSON.stringify({ names: data.axis, rows });
    delete canvas.dataset.at;
    const sum = values => values.reduce((a, b) => a + (b ?? 0), 0), ahead_ = n - data.tail;
    canvas.setAttribute("aria-label", "Recent sales of " + data.names[at] + " and their forecast with ranges.");
    document.getElementById("told").textContent = data.names[at] + ": " + number(sum(s.mean)) + " over the next " +
      ahead_ + "\u00a0" + data.noun + (ahead_ > 1 ? "s" : "") +
      (s.before && s.before.some(v => v !== null) ? "; " + number(sum(s.before)) + " in the same periods last year." : ".");
  };
  pick.addEventListener("change", () => draw(+pick.value));
  const move = by => {
    pick.selectedIndex = (pick.selectedIndex + by + data.series.length) % data.series.length;
    draw(pick.selectedIndex);
  };
  document.getElementById("back").addEventListener("click", () => move(-1));
  document.getElementById("next").addEventListener("click", () => move(1));
  draw(pick.selectedIndex);
})();
