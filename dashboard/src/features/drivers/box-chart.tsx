import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import type { Box } from './findings';
import { round } from './round';
import { scaleOf, ticksOf, writeTicks } from './scale';
import { words } from './words';

const WIDTH = 480;
const ROW = 34;
const EDGE = { left: 110, right: 16, bottom: 24 };
const MAX_CLASSES = 8;

/** The target by the classes of a column: half of the rows lie in each box. */
export function BoxChart({ target, column, boxes }: { target: string; column: string; boxes: Box[] }) {
  const text = useText(words);
  const format = useFormat();
  const shown = boxes.slice(0, MAX_CLASSES);
  const height = shown.length * ROW + EDGE.bottom;
  const low = Math.min(...shown.map((box) => box.low));
  const high = Math.max(...shown.map((box) => box.high));
  const x = scaleOf(low, high, EDGE.left, WIDTH - EDGE.right);
  const name = text('boxes', { target, column });
  const short = (label: string) => (label.length > 14 ? `${label.slice(0, 13)}…` : label);
  return (
    <figure className="flex min-w-0 flex-col gap-1">
      <figcaption className="font-medium">{name}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={name} className="w-full">
        {writeTicks(ticksOf(low, high, 5), format).map(([tick, mark]) => (
          <g key={tick}>
            <line x1={x(tick)} x2={x(tick)} y1={0} y2={height - EDGE.bottom} className="stroke-line" />
            <text x={x(tick)} y={height - 6} textAnchor="middle" className="fill-ink-faint text-xs">
              {mark}
            </text>
          </g>
        ))}
        {shown.map((box, at) => {
          const middle = at * ROW + ROW / 2;
          return (
            <g key={box.label}>
              <text x={EDGE.left - 8} y={middle + 4} textAnchor="end" className="fill-ink-soft text-xs">
                {short(box.label)} ({format.short(box.count)})
              </text>
              <line x1={x(box.low)} x2={x(box.high)} y1={middle} y2={middle} className="stroke-line-strong" />
              <rect
                x={x(box.q1)}
                width={Math.max(x(box.q3) - x(box.q1), 1)}
                y={middle - 8}
                height={16}
                className="fill-surface"
              />
              <rect
                x={x(box.q1)}
                width={Math.max(x(box.q3) - x(box.q1), 1)}
                y={middle - 8}
                height={16}
                className="fill-forecast/30 stroke-forecast"
              />
              <line
                x1={x(box.median)}
                x2={x(box.median)}
                y1={middle - 8}
                y2={middle + 8}
                className="stroke-forecast"
                strokeWidth={2}
              />
              <circle cx={x(box.mean)} cy={middle} r={3} className="fill-actual" />
            </g>
          );
        })}
      </svg>
      <details className="text-sm">
        <summary className="cursor-pointer text-ink-soft">{text('asTable')}</summary>
        <table className="mt-1">
          <thead className="text-left text-ink-faint">
            <tr>
              <th scope="col" className="pr-4 font-medium">
                {column}
              </th>
              <th scope="col" className="pr-4 text-right font-medium">
                {text('rowCount')}
              </th>
              <th scope="col" className="pr-4 text-right font-medium">
                {text('median')}
              </th>
              <th scope="col" className="text-right font-medium">
                {text('mean')}
              </th>
            </tr>
          </thead>
          <tbody>
            {boxes.map((box) => (
              <tr key={box.label}>
                <th scope="row" className="pr-4 text-left font-normal">
                  {box.label}
                </th>
                <td className="pr-4 text-right">{format.count(box.count)}</td>
                <td className="pr-4 text-right">{format.amount(round(box.median))}</td>
                <td className="text-right">{format.amount(round(box.mean))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
