import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CellChange } from '@/shared/api/generated';
import { listOverrideCellsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useReason } from '@/shared/text/change-reasons';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { classes } from '@/shared/ui/classes';
import { QueryView } from '@/shared/ui/query-view';
import { planWords } from './plan-words';
import { useChangeText } from './use-change-text';

const MOST = 200;

/** What people did to some days of a product, the newest first, with what the forecast said then. */
export function CellHistory({
  sku,
  store,
  first,
  last,
}: {
  sku: string;
  store: string | undefined;
  first: string;
  last: string;
}) {
  const text = useText(planWords);
  const format = useFormat();
  const told = useChangeText();
  const reasonName = useReason();
  const cells = useQuery({
    ...listOverrideCellsOptions({ query: { product: sku, store, from: first, to: last, limit: MOST } }),
    placeholderData: keepPreviousData,
  });
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="font-medium">{text(first === last ? 'history' : 'historyMany')}</h3>
      <QueryView query={cells} loadingClass="h-16">
        {({ items }) => {
          const entries = sumEntries(items);
          if (entries.length === 0) return <p className="text-ink-soft">{text('historyNone')}</p>;
          return (
            <ol className="flex max-h-72 flex-col gap-2 overflow-y-auto">
              {entries.map((entry) => (
                <li key={entry.override_id} className="border-l-2 border-line-strong pl-3">
                  <p className={classes('font-medium', entry.is_undone && 'line-through')}>
                    {told(entry)}
                    {' · '}
                    {reasonName(entry.reason)}
                  </p>
                  <p className="text-sm text-ink-soft">
                    {text('was', {
                      forecast: format.units(entry.forecast),
                      before: format.units(entry.before),
                      after: format.units(entry.after),
                    })}
                  </p>
                  {entry.comment && <p className="text-sm">“{entry.comment}”</p>}
                  <p className="text-sm text-ink-faint">
                    {text('by', {
                      person: entry.by?.name ?? text('somebody'),
                      ago: format.ago(entry.created_at),
                    })}{' '}
                    {entry.is_undone && <Badge>{text('isUndone')}</Badge>}
                  </p>
                </li>
              ))}
            </ol>
          );
        }}
      </QueryView>
    </section>
  );
}

/** One row an entry: what it made of all the days and stores that are looked at. */
export function sumEntries(cells: CellChange[]): CellChange[] {
  const found = new Map<number, CellChange>();
  for (const cell of cells) {
    const sum = found.get(cell.override_id);
    if (!sum) found.set(cell.override_id, { ...cell });
    else {
      sum.forecast += cell.forecast;
      sum.before += cell.before;
      sum.after += cell.after;
    }
  }
  return [...found.values()];
}
