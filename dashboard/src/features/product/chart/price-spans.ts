/** Days on end on which a unit cost about the same. */
export interface PriceSpan {
  first: string;
  last: string;
  price: number;
}

interface SoldDay {
  day: string;
  units: number;
  revenue: number | null;
}

/** Below this share two prices are the same: the average of a day wavers with who buys at which price. */
const SAME_SHARE = 0.02;

/** Spans of days at about the same average price; days without a sale belong to the span around them. */
export function findPriceSpans(days: SoldDay[]): PriceSpan[] {
  const spans: (PriceSpan & { units: number })[] = [];
  for (const { day, units, revenue } of [...days].sort((one, other) => one.day.localeCompare(other.day))) {
    if (revenue === null || units <= 0 || revenue < 0) continue;
    const price = revenue / units;
    const span = spans.at(-1);
    if (span && Math.abs(price / span.price - 1) <= SAME_SHARE) {
      span.price = (span.price * span.units + revenue) / (span.units + units);
      span.units += units;
      span.last = day;
    } else spans.push({ first: day, last: day, price, units });
  }
  return spans.map(({ first, last, price }) => ({ first, last, price }));
}
