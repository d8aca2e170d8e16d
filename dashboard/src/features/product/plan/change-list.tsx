import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { approveOverride, type Override } from '@/shared/api/generated';
import { listOverridesOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { today } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useMay, useMe } from '@/shared/session/use-me';
import { useReason } from '@/shared/text/change-reasons';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { DataTable } from '@/shared/ui/data-table';
import { tell, tellProblem } from '@/shared/ui/toaster';
import { planWords } from './plan-words';
import { useChangeText } from './use-change-text';

const MOST = 50;

/** Changes of a product's days ahead that weren't undone: what each made, whose it is, and whether it counts. */
export function ChangeList({
  sku,
  store,
  storeNames,
  canEdit,
  onUndo,
}: {
  sku: string;
  store: string | undefined;
  storeNames: Map<string, string>;
  canEdit: boolean;
  onUndo: (id: number) => void;
}) {
  const text = useText(planWords);
  const format = useFormat();
  const told = useChangeText();
  const reasonName = useReason();
  const may = useMay();
  const me = useMe();
  const queries = useQueryClient();
  const [busy, setBusy] = useState<number | null>(null);
  const changes = useQuery(listOverridesOptions({ query: { product: sku, from: today(), limit: MOST } }));
  const rows = (changes.data?.items ?? []).filter(
    (one) =>
      !['undo', 'approve'].includes(one.kind) &&
      !one.is_undone &&
      (store === undefined || one.store === null || one.store === store),
  );
  if (rows.length === 0) return null;

  const approve = async (id: number) => {
    setBusy(id);
    try {
      await approveOverride({ path: { override_id: id }, throwOnError: true });
      tell(text('approved'));
      await refreshTags(queries, 'overrides', 'forecasts', 'stock');
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(null);
    }
  };
  const state = (one: Override) => {
    if (one.is_active) return <Badge tone="good">{text('counts')}</Badge>;
    const isOver = one.expires_on !== null && one.expires_on < today();
    return <Badge tone={isOver ? 'neutral' : 'warn'}>{text(isOver ? 'ended' : 'waits')}</Badge>;
  };
  const waits = (one: Override) =>
    !one.is_active && !one.is_approved && !(one.expires_on !== null && one.expires_on < today());
  const mine = (one: Override) => me.store_ids === null || one.store_id !== null;
  return (
    <section className="border-t border-line pt-2">
      <h3 className="px-4 pb-1 font-medium">{text('list')}</h3>
      <DataTable
        label={text('list')}
        rows={rows}
        rowKey={(one) => one.id}
        columns={[
          {
            key: 'days',
            label: text('days'),
            className: 'whitespace-nowrap',
            cell: (one) =>
              one.first_day === one.last_day
                ? format.weekday(one.first_day)
                : `${format.weekday(one.first_day)} – ${format.weekday(one.last_day)}`,
          },
          {
            key: 'what',
            label: text('what'),
            cell: (one) => (
              <>
                <span className="font-medium">{told(one)}</span>
                <span className="block text-sm text-ink-faint">
                  {[
                    reasonName(one.reason),
                    one.store === null
                      ? text('allStores')
                      : text('storeOf', { store: storeNames.get(one.store) ?? one.store }),
                    one.comment,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </>
            ),
          },
          {
            key: 'effect',
            label: text('effect'),
            isNumber: true,
            className: 'whitespace-nowrap',
            cell: (one) => `${format.units(one.before)} → ${format.units(one.after)}`,
          },
          {
            key: 'who',
            label: text('who'),
            cell: (one) => (
              <>
                {one.by?.name ?? text('somebody')}
                <span className="block text-sm whitespace-nowrap text-ink-faint">
                  {format.ago(one.created_at)}
                </span>
              </>
            ),
          },
          { key: 'state', label: text('state'), cell: state },
          {
            key: 'deeds',
            label: <span className="sr-only">{text('undo')}</span>,
            isNumber: true,
            cell: (one) =>
              canEdit &&
              mine(one) && (
                <span className="inline-flex gap-2">
                  {waits(one) && (one.by?.id !== me.id || may('manage_users')) && (
                    <Button size="small" disabled={busy === one.id} onClick={() => void approve(one.id)}>
                      {text('approve')}
                    </Button>
                  )}
                  <Button size="small" onClick={() => onUndo(one.id)}>
                    {text('undo')}
                  </Button>
                </span>
              ),
          },
        ]}
      />
    </section>
  );
}
