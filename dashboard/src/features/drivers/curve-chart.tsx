import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import type { Effect } from './findings';
import { round } from './round';
import { scaleOf, ticksOf, writeTicks } from './scale';
import { words } from './words';

const WIDTH = 560;
const HEIGHT = 200;
const EDGE = { left: 56, right: 12, top: 8, bottom: 24 };

/** What the model says along a column, with its 95 % range; its numbers stand in a table below. */
export function CurveChart({ effect, target }: { effect: Effect; target: string }) {
  const text = useText(words);
  const format = useFormat();
  const { curve } = effect;
  const isClass = curve.labels.length > 0;
  const places = isClass ? curve.labels.map((_, at) => at) : curve.values;
  const first = isClass ? -0.5 : Math.min(...places);
  const last = isClass ? places.length - 0.5 : Math.max(...places);
  const x = scaleOf(first, last, EDGE.left, WIDTH - EDGE.right);
  const low = Math.min(...curve.low);
  const high = Math.max(...curve.high);
  const y = scaleOf(low, high, HEIGHT - EDGE.bottom, EDGE.top);
  const point = (value: number, at: number) => `${x(places[at] ?? 0)},${y(value)}`;
  const veil = [...curve.high.map(point), ...curve.low.map(point).reverse()].join(' ');
  const name = text('curve', { target, column: effect.column });
  return (
    <figure className="flex flex-col gap-1">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={name} className="w-full max-w-2xl">
        {writeTicks(ticksOf(low, high), format).map(([tick, mark]) => (
          <g key={tick}>
            <line
              x1={EDGE.left}
              x2={WIDTH - EDGE.right}
              y1={y(tick)}
              y2={y(tick)}
              className="stroke-line"
              strokeWidth={1}
            />
            <text x={EDGE.left - 6} y={y(tick) + 4} textAnchor="end" className="fill-ink-faint text-xs">
              {mark}
            </text>
          </g>
        ))}
        {isClass ? (
          curve.labels.map((label, at) => (
            <g key={label}>
              <line
                x1={x(at)}
                x2={x(at)}
                y1={y(curve.low[at] ?? 0)}
                y2={y(curve.high[at] ?? 0)}
                className="stroke-forecast opacity-30"
                strokeWidth={10}
              />
              <circle cx={x(at)} cy={y(curve.middle[at] ?? 0)} r={4} className="fill-forecast" />
              <text x={x(at)} y={HEIGHT - 6} textAnchor="middle" className="fill-ink-faint text-xs">
                {label.length > 12 ? `${label.slice(0, 11)}…` : label}
              </text>
            </g>
          ))
        ) : (
          <>
            <polygon points={veil} className="fill-forecast opacity-20" />
            <polyline
              points={curve.middle.map(point).join(' ')}
              className="fill-none stroke-forecast"
              strokeWidth={2}
            />
            {writeTicks(ticksOf(first, last), format).map(([tick, mark]) => (
              <text
                key={tick}
                x={x(tick)}
                y={HEIGHT - 6}
                textAnchor="middle"
                className="fill-ink-faint text-xs"
              >
                {mark}
              </text>
            ))}
          </>
        )}
      </svg>
      <figcaption className="text-sm text-ink-faint">{name}</figcaption>
      <details className="text-sm">
        <summary className="cursor-pointer text-ink-soft">{text('asTable')}</summary>
        <table className="mt-1">
          <tbody>
            {curve.middle.map((middle, at) => (
              <tr key={curve.labels[at] ?? curve.values[at]}>
                <th scope="row" className="pr-4 text-left font-normal">
                  {curve.labels[at] ?? format.amount(round(curve.values[at]))}
                </th>
                <td className="pr-4 text-right">{format.amount(round(middle))}</td>
                <td className="text-right text-ink-faint">
                  {format.amount(round(curve.low[at]))} – {format.amount(round(curve.high[at]))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
