import type { ExceptionItem } from '@/shared/api/generated';
import type { Format } from '@/shared/format/format';
import type { Say } from '@/shared/text/define-text';
import type { exceptionWords } from './exception-words';

/** What was seen, in a sentence of the chosen language. */
export function tellException(
  item: ExceptionItem,
  text: Say<typeof exceptionWords.en>,
  format: Format,
): string {
  const { kind, actual, expected, units } = item;
  const isPrice = kind === 'price_error';
  const figure = isPrice ? format.money : format.units;
  const days = item.lead_time_days ?? null;
  return text(kind === 'out_of_stock' && days === null ? 'tell_out_of_stock_only' : `tell_${kind}`, {
    product: item.product?.name ?? '',
    store: item.store.code,
    day: format.date(item.day),
    actual: kind === 'biased' ? format.percent(actual, { signed: true }) : figure(actual),
    expected: figure(expected),
    units: format.units(units),
    order: text('days', { count: days ?? 0 }),
  });
}
