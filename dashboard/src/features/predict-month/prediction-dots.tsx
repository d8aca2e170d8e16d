import type { LoggedPrediction } from '@/shared/api/generated';
import { roundMarks } from '@/shared/charts/round-marks';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { predictMonthWords } from './words';

const SHOWN = 24;
const HEIGHT = 132;
const STEP = 60;

/** Predictions side by side, the oldest first: range, mean, and what was sold where that is known. */
export function PredictionDots({ predictions }: { predictions: LoggedPrediction[] }) {
  const text = useText(predictMonthWords);
  const format = useFormat();
  const shown = predictions.slice(-SHOWN);
  const most = Math.max(1e-9, ...shown.map((item) => Math.max(item.upper, item.actual ?? 0)));
  const marks = roundMarks(most);
  const written = format.marks(marks);
  const y = (units: number) => 8 + (HEIGHT - 32) * (1 - units / most);
  const width = Math.max(240, shown.length * STEP + 48);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it sideways
    <section tabIndex={0} aria-label={text('chart')} className="overflow-x-auto px-4 pb-3">
      <svg width={width} height={HEIGHT} role="img" aria-label={text('chart')}>
        {marks.map((units, at) => (
          <g key={units}>
            <line x1="44" x2={width} y1={y(units)} y2={y(units)} stroke="var(--line)" />
            <text x="38" y={y(units) + 4} textAnchor="end" fontSize="11" fill="var(--ink-faint)">
              {written[at]}
            </text>
          </g>
        ))}
        {shown.map((item, index) => {
          const x = 62 + index * STEP;
          return (
            <g key={item.id}>
              <rect
                x={x - 5}
                width="10"
                y={y(item.upper)}
                height={Math.max(1, y(item.lower) - y(item.upper))}
                rx="2"
                fill="var(--range)"
                opacity="0.25"
              />
              <circle cx={x} cy={y(item.mean)} r="4" fill="var(--forecast)" />
              {item.actual != null && (
                <rect
                  x={x - 3.5}
                  y={y(item.actual) - 3.5}
                  width="7"
                  height="7"
                  fill="var(--actual)"
                  transform={`rotate(45 ${x} ${y(item.actual)})`}
                />
              )}
              <text x={x} y={HEIGHT - 6} textAnchor="middle" fontSize="11" fill="var(--ink-faint)">
                {format.shortMonth(item.target_date)}
              </text>
            </g>
          );
        })}
      </svg>
      <ul className="flex gap-4 text-sm text-ink-soft">
        <li className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 rounded-full bg-forecast" />
          {text('mean')}
        </li>
        <li className="flex items-center gap-1.5">
          <span aria-hidden className="size-2 rotate-45 bg-actual" />
          {text('actual')}
        </li>
      </ul>
    </section>
  );
}
