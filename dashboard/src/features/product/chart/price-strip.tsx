import { addDays, daysBetween } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { productWords } from '../words';
import type { PriceSpan } from './price-spans';

/** The chart's scale of figures, which the strip has to begin beside. */
const AXIS_PX = 52;
const LINE_PX = 34;

/** Below a chart, on its days: what a unit cost, a step where it changed. */
export function PriceStrip({ spans, first, last }: { spans: PriceSpan[]; first: string; last: string }) {
  const text = useText(productWords);
  const format = useFormat();
  if (spans.length === 0) return null;
  const whole = Math.max(1, daysBetween(first, last));
  const at = (day: string) => Math.min(100, Math.max(0, (100 * daysBetween(first, day)) / whole));
  const prices = spans.map((span) => span.price);
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const height = (price: number) => (high > low ? 4 + (14 * (high - price)) / (high - low) : 11);
  return (
    <div className="mt-2 flex items-center">
      <span className="shrink-0 pr-2 text-right text-xs text-ink-faint" style={{ width: AXIS_PX }}>
        {text('price')}
      </span>
      <ul aria-label={text('priceStrip')} className="relative min-w-0 flex-1" style={{ height: LINE_PX }}>
        {spans.map((span, index) => {
          const until = spans[index + 1]?.first ?? addDays(span.last, 1);
          const [left, right] = [at(span.first), at(until)];
          const told = text('priceSpan', {
            price: format.money(span.price),
            first: format.day(span.first),
            last: format.day(span.last),
          });
          return (
            <li
              key={span.first}
              title={told}
              className="absolute inset-y-0 min-w-0"
              style={{ left: `${left}%`, width: `max(2px, ${right - left}%)` }}
            >
              <span
                aria-hidden
                className="absolute inset-x-0 border-t-2 border-ink-soft"
                style={{ top: height(span.price) }}
              />
              {right - left > 6 && (
                <span
                  aria-hidden
                  className="absolute left-0.5 text-xs leading-4 text-ink-faint"
                  style={{ top: height(span.price) + 1 }}
                >
                  {format.money(span.price)}
                </span>
              )}
              <span className="sr-only">{told}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
