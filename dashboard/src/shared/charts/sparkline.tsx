/** The path through values, with a gap where there is none. */
function pathOf(
  values: (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let isOpen = false;
  return values
    .map((value, index) => {
      if (value === null) {
        isOpen = false;
        return '';
      }
      const step = `${isOpen ? 'L' : 'M'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
      isOpen = true;
      return step;
    })
    .join('');
}

/** A line the size of a word: what was sold, and what is expected with its range. */
export function Sparkline({
  past,
  mean = [],
  lower = [],
  upper = [],
  width = 120,
  height = 28,
}: {
  past: (number | null)[];
  mean?: number[];
  lower?: number[];
  upper?: number[];
  width?: number;
  height?: number;
}) {
  const count = past.length + mean.length;
  const highest = Math.max(1e-9, ...past.map((value) => value ?? 0), ...upper, ...mean);
  const x = (index: number) => 1 + (index / Math.max(1, count - 1)) * (width - 2);
  const y = (value: number) => height - 2 - (value / highest) * (height - 4);
  const ahead = (index: number) => x(past.length + index);
  const outline = [
    ...upper.map((value, index) => `${ahead(index).toFixed(1)},${y(value).toFixed(1)}`),
    ...lower.map((value, index) => `${ahead(index).toFixed(1)},${y(value).toFixed(1)}`).reverse(),
  ];
  return (
    <svg
      aria-hidden="true"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="block"
    >
      {outline.length > 0 && <polygon points={outline.join(' ')} fill="var(--range)" opacity="0.22" />}
      <path d={pathOf(past, x, y)} fill="none" stroke="var(--ink-faint)" strokeWidth="1.25" />
      <path d={pathOf(mean, ahead, y)} fill="none" stroke="var(--forecast)" strokeWidth="1.5" />
    </svg>
  );
}
