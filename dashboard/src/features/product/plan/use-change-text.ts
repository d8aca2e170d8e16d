import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { planWords } from './plan-words';

/** What finds the words for a change: 120 together, +20 units, +15%. */
export function useChangeText() {
  const text = useText(planWords);
  const format = useFormat();
  const signed = new Intl.NumberFormat(format.locale, {
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
  });
  return ({ kind, amount }: { kind: string; amount: number | null }): string => {
    if (amount === null) return '–';
    if (kind === 'set') return text('set', { units: format.amount(amount) });
    if (kind === 'add') return text('add', { count: Math.abs(amount), units: signed.format(amount) });
    return text('percent', { percent: format.percent(amount / 100, { signed: true, digits: 2 }) });
  };
}
