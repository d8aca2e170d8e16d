import type { Sale } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { type Change, changesOf, type SaleDraft } from './sale-draft';
import { linesWords } from './words';
import { useClockText } from './write-clock';

/** What a correction would make other than it was, and by how much the day's sum changes. */
export function ChangeSummary({ sale, first, draft }: { sale: Sale; first: SaleDraft; draft: SaleDraft }) {
  const text = useText(linesWords);
  const format = useFormat();
  const clock = useClockText();
  const changes = changesOf(sale, first, draft, format.locale);
  const write = (kind: Change['kind'], value: Change['before']) => {
    if (value === null || value === '') return text('none');
    if (kind === 'units') return format.amount(Number(value));
    if (kind === 'money') return format.money(value);
    return kind === 'clock' ? clock(String(value)) : String(value);
  };
  const difference = (field: Change['field']) => {
    const found = changes.find((change) => change.field === field);
    return found ? Number(found.after ?? 0) - Number(found.before ?? 0) : 0;
  };
  const moves =
    draft.clock.slice(0, 10) !== first.clock.slice(0, 10) ||
    changes.some(({ field }) => field === 'store' || field === 'product');
  const units = difference('units');
  const revenue = difference('revenue');
  const signed = (value: number, written: string) => (value > 0 ? `+${written}` : written);
  return (
    <div role="status" className="rounded-md bg-sunken px-3 py-2">
      <p className="text-sm font-medium text-ink-soft">{text('changes')}</p>
      {changes.length === 0 ? (
        <p className="text-ink-soft">{text('nothingYet')}</p>
      ) : (
        <ul>
          {changes.map(({ field, kind, before, after }) => (
            <li key={field} className="break-words">
              {text('fromTo', {
                field: text(field),
                before: write(kind, before),
                after: write(kind, after),
              })}
            </li>
          ))}
        </ul>
      )}
      {!moves && (units !== 0 || revenue !== 0) && (
        <p className="mt-1 text-sm text-ink-soft">
          {text(revenue === 0 ? 'sumChangesUnits' : units === 0 ? 'sumChangesRevenue' : 'sumChanges', {
            units: signed(units, format.amount(units)),
            revenue: signed(revenue, format.money(revenue)),
          })}
        </p>
      )}
    </div>
  );
}
