import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import type { Distribution } from './findings';
import { round } from './round';
import { scaleOf, ticksOf, writeTicks } from './scale';
import { words } from './words';

const WIDTH = 480;
const HEIGHT = 200;
const EDGE = { left: 40, right: 12, top: 8, bottom: 24 };

/** How many rows have which total, as bars and as a smooth curve. */
export function DistributionChart({ distribution, target }: { distribution: Distribution; target: string }) {
  const text = useText(words);
  const format = useFormat();
  const { edges, counts } = distribution;
  const first = edges[0] ?? 0;
  const last = edges.at(-1) ?? 1;
  const most = Math.max(...counts, 1);
  const x = scaleOf(first, last, EDGE.left, WIDTH - EDGE.right);
  const y = scaleOf(0, most, HEIGHT - EDGE.bottom, EDGE.top);
  const peak = Math.max(...distribution.density_y, 1e-12);
  const curve = distribution.density_x
    .map((at, index) => `${x(at)},${y(((distribution.density_y[index] ?? 0) / peak) * most)}`)
    .join(' ');
  const name = text('distribution', { target });
  return (
    <figure className="flex min-w-0 flex-col gap-1">
      <figcaption className="font-medium">{name}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={name} className="w-full">
        {writeTicks(ticksOf(0, most, 4), format).map(([tick, mark]) => (
          <g key={tick}>
            <line x1={EDGE.left} x2={WIDTH - EDGE.right} y1={y(tick)} y2={y(tick)} className="stroke-line" />
            <text x={EDGE.left - 6} y={y(tick) + 4} textAnchor="end" className="fill-ink-faint text-xs">
              {mark}
            </text>
          </g>
        ))}
        {counts.map((count, at) => {
          const left = x(edges[at] ?? 0);
          const right = x(edges[at + 1] ?? 0);
          return (
            <rect
              key={edges[at]}
              x={left + 0.5}
              width={Math.max(right - left - 1, 0.5)}
              y={y(count)}
              height={y(0) - y(count)}
              className="fill-forecast opacity-40"
            />
          );
        })}
        <polyline points={curve} className="fill-none stroke-forecast" strokeWidth={2} />
        {writeTicks(ticksOf(first, last), format).map(([tick, mark]) => (
          <text key={tick} x={x(tick)} y={HEIGHT - 6} textAnchor="middle" className="fill-ink-faint text-xs">
            {mark}
          </text>
        ))}
      </svg>
      <p className="text-sm text-ink-faint">
        {text('mean')}: {format.amount(round(distribution.mean))} · {text('median')}:{' '}
        {format.amount(round(distribution.median))}
      </p>
    </figure>
  );
}
