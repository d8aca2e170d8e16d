// Numbers as people write them: the same words as the page's own.
const NBSP = "\u00a0";
const UNITS = [[1e12, "tn", 1e12], [1e9, "bn", 1e9], [1e6, "M", 1e6], [1e4, "k", 1e3]];
const number = v => {
  if (v === null || v === undefined || !isFinite(v)) return "–";
  const size = Math.abs(v), sign = v < 0 ? "−" : "";
  const three = s => s >= 99.95 ? s.toFixed(0) : s >= 9.995 ? s.toFixed(1) : s.toFixed(2);
  for (const [unit, name, by] of UNITS) if (size >= unit * 0.9995) return sign + three(size / by) + NBSP + name;
  if (size >= 99.5) return sign + Math.round(size).toLocaleString("en-GB");
  return sign + (size >= 0.95 ? size.toFixed(1).replace(/\.0$/, "") : String(+size.toPrecision(2)));
};
const tick = (v, most) => {
  const [, name, by] = [...UNITS, [0, "", 1]].find(u => most >= u[0]);
  const text = (+(Math.abs(v) / by).toPrecision(10)).toLocaleString("en-GB", { maximumFractionDigits: 6 });
  return v === 0 ? "0" : (v < 0 ? "−" : "") + text + (name && NBSP + name);
};
const between = (a, b) => {
  const first = number(a), last = number(b), unit = last.includes(NBSP) ? last.slice(last.indexOf(NBSP)) : "";
  const joint = (first + last).includes("−") ? " to " : "–";
  return (joint === "–" && unit && first.endsWith(unit) ? first.slice(0, -unit.length) : first) + joint + last;
};
const percent = v => {
  if (v === null || !isFinite(v)) return "–";
  const points = Math.abs(v) * 100;
  const text = points >= 0.95 || points < 0.05 ? Math.round(points).toLocaleString("en-GB") : points.toFixed(1);
  return (+text === 0 ? "" : v < 0 ? "−" : "+") + text + NBSP + "%";
};
const counted = (n, noun) => n.toLocaleString("en-GB") + NBSP + noun + (n === 1 || noun.endsWith("s") ? "" : "s");
