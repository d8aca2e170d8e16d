import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { readNumber } from './read-number';
import { Sentences } from './sentences';
import { whyWords } from './why-words';

type Data = Record<string, unknown>;

/** Why so many of a product are proposed: stock, demand, chances and money, in sentences. */
export function Why({ why, amount, saves }: { why: Data; amount: string | null; saves: number | null }) {
  const text = useText(whyWords);
  const format = useFormat();
  const units = (name: string) => format.units(readNumber(why[name]));
  const chance = (name: string) => format.percent(readNumber(why[name]));
  const day = (name: string) => format.weekday(typeof why[name] === 'string' ? why[name] : null);
  const cover = (name: string) => {
    const days = readNumber(why[name]);
    return days === null ? text('long') : text('days', { count: days, days: format.units(days) });
  };
  const assumed = Array.isArray(why.assumed) ? why.assumed : [];
  const { limit } = why;
  const minimum = limit === 'minimum_value' && why.minimum_value ? (why.minimum_value as Data) : null;
  const transferred = readNumber(why.transferred) ?? 0;
  const told = [
    // Orders that were proposed before this was written down say nothing of it.
    text('days_of_cover_without' in why ? 'lasts' : 'stock', {
      stock: units('on_hand'),
      way: units('on_its_way'),
      without: cover('days_of_cover_without'),
      with: cover('days_of_cover_with'),
    }),
    transferred !== 0 &&
      text(transferred > 0 ? 'comes' : 'goes', { units: format.units(Math.abs(transferred)) }),
    text('until', {
      units: units('demand_until_arrival'),
      day: day('arrives_on'),
      left: units('stock_at_arrival'),
    }),
    text('cycle', { units: units('demand_in_cycle'), day: day('next_arrives_on') }),
    text('chance', { without: chance('runs_out_without'), with: chance('runs_out_with') }),
    text('lost', { without: units('lost_without'), with: units('lost_with') }),
    (readNumber(why.waste_with) ?? 0) > 0.05 && text('waste', { units: units('waste_with') }),
    (readNumber(why.lost_before) ?? 0) > 0.05 && text('before', { units: units('lost_before') }),
    amount !== null &&
      saves !== null &&
      text('money', { amount: format.money(amount), saves: format.money(saves) }),
    (limit === 'pack' || limit === 'minimum' || limit === 'maximum') &&
      text(limit, { units: units('wanted') }),
    minimum !== null &&
      text(minimum.action === 'waits' ? 'waits' : 'filled', {
        needed: format.money(readNumber(minimum.needed)),
        value: format.money(readNumber(minimum.value)),
        units: format.units(readNumber(minimum.without)),
      }),
    (readNumber(why.lead_time_spread_days) ?? 0) > 0 &&
      text('late', {
        count: readNumber(why.lead_time_spread_days) ?? 0,
        days: format.amount(readNumber(why.lead_time_spread_days)),
      }),
    assumed.includes('price') && text('assumedPrice'),
    assumed.includes('price_from_sales') && text('priceFromSales'),
    assumed.includes('unit_cost') && text('assumedCost'),
    assumed.includes('review_days') && text('assumedReview'),
  ].filter((line) => line !== false);
  return <Sentences told={told} />;
}
