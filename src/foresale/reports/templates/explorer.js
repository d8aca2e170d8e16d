// Every series: listed, searched, sorted, drilled into, drawn and downloaded.
(() => {
  const source = document.getElementById("numbers");
  if (!source) return;
  const data = JSON.parse(source.textContent), figure = document.getElementById("fan");
  const canvas = figure.querySelector(".canvas"), svg = figure.querySelector("svg"), n = data.axis.length;
  const at = id => document.getElementById(id), count = data.ahead.length, dims = data.dims;
  const PARTS = ["sold", "mean", "low", "high", "wide_low", "wide_high", "before"];
  const unpack = text => Object.fromEntries(text.split(";").map((row, i) =>
    [PARTS[i], row === "" ? null : row.split(",").map(v => v === "" ? null : +v)]));
  const then = i => data.then ? data.then[i] : null;
  const keys = dims.filter(d => d.key);
  const name = i => keys.length ? keys.map(d => d.labels[d.codes[i]]).join(" · ") : data.first;
  const haystack = dims.map(d => d.labels.map((label, k) => (label + " " + (d.raw ? d.raw[k] : "")).toLowerCase()));
  const PAGE = 25, FEW_LEFT = 5;
  const view = { level: -1, filters: new Map(), query: "", sort: "ahead", down: true, shown: PAGE, picked: null };

  // Sums of members, like for like where earlier sales are known.
  const tally = (label, members, extra) => {
    let ahead = 0, before = 0, beside = 0, known = false, missed = 0, sold = 0;
    for (const i of members) {
      ahead += data.ahead[i];
      if (then(i) !== null) { known = true; before += then(i); beside += data.beside[i]; }
      if (data.judged) { missed += data.judged.missed[i]; sold += data.judged.sold[i]; }
    }
    return { name: label, members, ahead, before: known ? before : null,
      change: known && before > 0 ? beside / before - 1 : null, off: sold > 0 ? missed / sold : null, ...extra };
  };
  const inside = () => {
    const words = view.query.toLowerCase().split(/\s+/).filter(Boolean), found = [];
    for (let i = 0; i < count; i++) {
      let fits = true;
      for (const [d, k] of view.filters) if (dims[d].codes[i] !== k) { fits = false; break; }
      if (fits && words.length && view.level < 0) {
        const text = dims.map((d, k) => haystack[k][d.codes[i]]).join(" ");
        fits = words.every(word => text.includes(word));
      }
      if (fits) found.push(i);
    }
    return found;
  };
  const rows = () => {
    const members = inside();
    if (view.level < 0) return members.map(i => tally(name(i), [i], { series: i }));
    const d = view.level, groups = new Map();
    for (const i of members) {
      const k = dims[d].codes[i];
      groups.has(k) ? groups.get(k).push(i) : groups.set(k, [i]);
    }
    const words = view.query.toLowerCase().split(/\s+/).filter(Boolean);
    return [...groups].filter(([k]) => words.every(word => haystack[d][k].includes(word)))
      .map(([k, own]) => tally(dims[d].labels[k], own, { dim: d, code: k }));
  };
  const sorted = list => {
    const key = view.sort, way = view.down ? -1 : 1, empty = v => v === null || v === undefined;
    return list.sort((a, b) => key === "name" ? way * a.name.localeCompare(b.name, undefined, { numeric: true })
      : empty(a[key]) || empty(b[key]) ? empty(a[key]) - empty(b[key]) : way * (a[key] - b[key]));
  };

  // What a row's chart shows: its own numbers, or the sum of its members'.
  const add = (into, values) => values && values.forEach((v, i) => { if (v !== null) into[i] = (into[i] ?? 0) + v; });
  const numbersOf = row => {
    if (!row) return unpack(data.whole);
    if (row.members.length === 1) return row.members[0] < data.numbers.length ? unpack(data.numbers[row.members[0]]) : null;
    const alone = [...view.filters.keys()].every(d => d === row.dim);
    if (row.dim !== undefined && alone && dims[row.dim].sums) return unpack(dims[row.dim].sums[row.code]);
    if (row.members.some(i => i >= data.numbers.length)) return null;
    const sum = { sold: Array(data.tail).fill(null), mean: Array(n - data.tail).fill(null), before: Array(n - data.tail).fill(null) };
    for (const i of row.members) {
      const own = unpack(data.numbers[i]);
      add(sum.sold, own.sold); add(sum.mean, own.mean); add(sum.before, own.before);
    }
    if (sum.before.every(v => v === null)) sum.before = null;
    return sum;
  };
  const scale = (low, high) => {
    if (low === high) high = 1;
    const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 2.5, 5, 10].find(nice => rough <= power * nice * 1.0001);
    const first = Math.floor(low / step + 1e-9), last = Math.ceil(high / step - 1e-9);
    return Array.from({ length: last - first + 1 }, (_, k) => +((first + k) * step).toPrecision(10));
  };
  const draw = (label, s) => {
    const past = Array(data.tail).fill(null), ahead = Array(n - data.tail).fill(null);
    const full = part => part === "sold" ? s.sold.concat(ahead) : past.concat(s[part]);
    let low = 0, high = 0;
    for (const part of PARTS) for (const v of s[part] || []) if (v !== null) { low = Math.min(low, v); high = Math.max(high, v); }
    const steps = scale(low, high);
    low = steps[0]; high = steps.at(-1);
    const x = i => Math.round(W * (i + 0.5) / n), y = v => Math.round(H * (1 - (v - low) / (high - low)));
    const line = values => values.map((v, i) => v === null ? "" :
      (i && values[i - 1] !== null ? "L" : "M") + x(i) + " " + y(v) +
      ((!i || values[i - 1] === null) && (i === n - 1 || values[i + 1] === null) ? "h0" : "")).join("");
    const band = (a, b) => {
      const where = full(b).flatMap((v, i) => v === null ? [] : [i]), lows = full(a), tops = full(b);
      const half = where.length === 1 ? W / n / 4 : 0;
      const edge = ends => where.flatMap(i => half ? [[x(i) - half, y(ends[i])], [x(i) + half, y(ends[i])]] : [[x(i), y(ends[i])]]);
      const up = edge(tops), down = edge(lows);
      return up.length ? "M" + up.concat(down.reverse()).map(p => p.join(" ")).join("L") + "Z" : "";
    };
    const shapes = s.low ? [["band wide", band("wide_low", "wide_high")], ["band", band("low", "high")]] : [];
    if (s.before) shapes.push(["line before", line(full("before"))]);
    shapes.push(["line actual", line(full("sold"))], ["line forecast", line(full("mean"))]);
    svg.replaceChildren(...shapes.map(([style, d]) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", style);
      path.setAttribute("d", d);
      return path;
    }));
    const height = v => (v - low) / (high - low) * 100 + "%";
    figure.querySelector(".y").replaceChildren(...steps.map(v => {
      const text = make("span", tick(v, Math.max(...steps.map(Math.abs))));
      text.style.bottom = height(v);
      return text;
    }));
    canvas.querySelectorAll("hr").forEach(rule => rule.remove());
    canvas.prepend(...steps.map(v => {
      const rule = make("hr", undefined, v === 0 ? "zero" : "");
      rule.style.bottom = height(v);
      return rule;
    }));
    const text = values => values.map(v => v === null ? "" : number(v));
    const range = (a, b) => full(a).map((v, i) => v === null ? "" : between(v, full(b)[i]));
    const lines = s.low ? [["95 % range", "band wide", range("wide_low", "wide_high")], ["80 % range", "band", range("low", "high")]] : [];
    if (s.before) lines.push(["Last year", "before", text(full("before"))]);
    lines.push(["Sold", "actual", text(full("sold"))], ["Forecast", "forecast", text(full("mean"))]);
    canvas.dataset.readings = JSON.stringify({ names: data.axis, rows: lines });
    delete canvas.dataset.at;
    canvas.setAttribute("aria-label", "Recent sales of " + label + " and their forecast" + (s.low ? " with ranges." : "."));
  };
  const judge = members => {
    const j = data.judged, sum = part => members.reduce((total, i) => total + j[part][i], 0);
    if (!j || !sum("known")) return "";
    const known = sum("known"), one = members.length === 1;
    const held = one ? `${sum("inside")} of ${counted(known, data.noun)} fell inside the 80 % range`
      : `of ten single ${data.noun}s, ${Math.round(10 * sum("inside") / known)} fell inside their 80 % range`;
    return `When it was tested: ${number(sum("forecast"))} forecast, ${number(sum("sold"))} sold; ${held}.`;
  };
  const everything = () => Array.from({ length: count }, (_, i) => i);
  const pick = row => {
    view.picked = row || null;
    const label = row ? row.name : data.first, numbers = numbersOf(row), whole = row || tally(label, everything(), {});
    const ahead = n - data.tail;
    figure.hidden = !numbers;
    if (numbers) draw(label, numbers);
    at("told").textContent = `${label}: ${number(whole.ahead)} over the next ${counted(ahead, data.noun)}` +
      (whole.before !== null ? `; ${number(whole.before)} in ${data.before === "last year" ? "the same periods last year" : "the " + data.before}` : "") +
      (whole.change !== null ? ` (${percent(whole.change)} like for like).` : ".") +
      (numbers ? "" : " Too small for a chart of its own here; its numbers are in forecast.csv.");
    at("past").textContent = judge(whole.members);
    const reason = row && row.members.length === 1 ? data.reasons[row.members[0]] : undefined;
    at("why").textContent = reason ? `Why, for ${reason[0]}: ${reason[1]}` : "";
    at("why").hidden = !reason;
    for (const button of document.querySelectorAll("#listing tbody button.name")) {
      const mine = view.picked && button.textContent === view.picked.name;
      button.setAttribute("aria-pressed", mine ? "true" : "false");
    }
  };

  // Downloads: what is listed, and what the chart shows.
  const cell = v => {
    if (v === null || v === undefined) return "";
    if (typeof v === "number") return String(+v.toPrecision(6));
    return '"' + (/^[=+\-@\t\r]/.test(v) ? "'" : "") + v.replace(/"/g, '""') + '"';
  };
  const save = (file, table) => {
    const link = make("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + table.map(row => row.map(cell).join(",")).join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  at("save-chart").addEventListener("click", () => {
    const numbers = numbersOf(view.picked);
    if (!numbers) return;
    const value = (part, i) => part === "sold" ? numbers.sold[i] : i < data.tail || !numbers[part] ? null : numbers[part][i - data.tail];
    save("chart.csv", [["series", "date", "sold", "forecast", "low_80", "high_80", "low_95", "high_95", "last_year"],
      ...data.dates.map((date, i) => [view.picked ? view.picked.name : data.first, date, ...PARTS.map(part => value(part, i))])]);
  });
  pick(null);
  if (!dims.length || count < 2) return;

  // The list.
  const body = document.querySelector("#listing tbody"), search = at("search"), level = at("level");
  const list = () => {
    const all = sorted(rows());
    if (all.length - view.shown <= FEW_LEFT) view.shown = Math.max(view.shown, all.length);
    const part = all.slice(0, view.shown);
    body.replaceChildren(...part.map(row => {
      const line = make("tr"), head = make("th");
      head.scope = "row";
      const button = make("button", row.name, "name");
      button.type = "button";
      button.addEventListener("click", () => { pick(row); figure.scrollIntoView({ block: "nearest" }); });
      head.append(button);
      if (row.dim !== undefined) {
        const open = make("button", counted(row.members.length, "series") + " ›", "open");
        open.type = "button";
        open.setAttribute("aria-label", `Open ${row.name}: ${counted(row.members.length, "series")}`);
        open.addEventListener("click", () => enter(row));
        head.append(open);
      }
      line.append(head);
      for (const [style, text] of [["n", number(row.ahead)], ["n opt", row.before === null ? "new" : number(row.before)],
        ["n", percent(row.change)], ["n opt", row.off === null ? "–" : percent(row.off).replace("+", "")]]) line.append(make("td", text, style));
      return line;
    }));
    const sums = tally("", all.flatMap(row => row.members), {});
    at("found").textContent = `${counted(all.length, view.level < 0 ? "series" : "row")}, ${number(sums.ahead)} ahead` +
      (sums.before === null ? "." : `; ${number(sums.before)} ${data.before === "last year" ? "last year" : "in the " + data.before}` +
      (sums.change === null ? "." : ` (${percent(sums.change)} like for like).`));
    at("more").hidden = all.length <= view.shown;
    at("more").textContent = `Show ${Math.min(PAGE, all.length - view.shown)} more of ${(all.length - view.shown).toLocaleString("en-GB")}`;
    for (const head of document.querySelectorAll("#listing thead th"))
      head.setAttribute("aria-sort", head.dataset.sort === view.sort ? (view.down ? "descending" : "ascending") : "none");
    crumbs();
    if (view.picked) pick(view.picked);
  };
  const crumbs = () => {
    const trail = [["Everything", () => { view.filters.clear(); view.level = first; view.picked = null; }]];
    for (const [d, k] of view.filters) trail.push([dims[d].labels[k], () => {
      for (const later of [...view.filters.keys()].slice([...view.filters.keys()].indexOf(d) + 1)) view.filters.delete(later);
    }]);
    at("crumbs").replaceChildren(...trail.map(([text, go], i) => {
      const button = make("button", text);
      button.type = "button";
      if (i === trail.length - 1) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => { go(); view.shown = PAGE; search.value = view.query = ""; pick(null); refresh(); });
      return button;
    }));
  };
  const summed = dims.map((d, k) => [d, k]).filter(([d]) => d.labels.length > 1 && d.labels.length < count);
  const ordered = summed.sort((a, b) => a[0].labels.length - b[0].labels.length).map(([, k]) => k);
  const first = ordered.length ? ordered[0] : -1;
  view.level = first;
  const refresh = () => {
    const left = ordered.filter(d => !view.filters.has(d));
    level.replaceChildren(...[...left.map(d => [d, "by " + dims[d].name]), [-1, "every series"]].map(([value, text]) => {
      const option = make("option", text);
      option.value = value;
      return option;
    }));
    if (view.level >= 0 && !left.includes(view.level)) view.level = left.length ? left[0] : -1;
    level.value = view.level;
    list();
  };
  const enter = row => {
    view.filters.set(row.dim, row.code);
    const left = ordered.filter(d => !view.filters.has(d) && new Set(row.members.map(i => dims[d].codes[i])).size > 1);
    view.level = left.length && row.members.length > 12 && dims[left[0]].key ? left[0] : -1;
    view.shown = PAGE;
    search.value = view.query = "";
    pick(row);
    refresh();
    body.querySelector("button")?.focus();
  };
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      view.query = search.value;
      view.shown = PAGE;
      if (view.query && !view.filters.size) { view.level = -1; level.value = -1; }
      list();
    }, 80);
  });
  level.addEventListener("change", () => { view.level = +level.value; view.shown = PAGE; list(); });
  at("more").addEventListener("click", () => { view.shown += PAGE; list(); });
  for (const head of document.querySelectorAll("#listing thead th")) head.querySelector("button").addEventListener("click", () => {
    view.down = view.sort === head.dataset.sort ? !view.down : head.dataset.sort !== "name";
    view.sort = head.dataset.sort;
    list();
  });
  at("save-list").addEventListener("click", () => save("series.csv", [["name", "forecast", data.before || "before", "change", "off_when_tested"],
    ...sorted(rows()).map(row => [row.name, row.ahead, row.before, row.change, row.off])]));
  refresh();
})();
