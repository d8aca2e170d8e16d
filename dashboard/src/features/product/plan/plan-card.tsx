import { useCallback, useMemo, useRef } from 'react';
import type { OverrideGiven, Product } from '@/shared/api/generated';
import { daysBetween } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useMay, useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { tell } from '@/shared/ui/toaster';
import type { Outlook } from '../use-outlook';
import { CellHistory } from './cell-history';
import { useChangeDraft } from './change-draft';
import { ChangeForm } from './change-form';
import { ChangeList } from './change-list';
import { PlanGrid } from './plan-grid';
import { PlanOnPaper } from './plan-on-paper';
import { planWords } from './plan-words';
import { readTypedChange } from './typed-change';
import { useChange, usePreview } from './use-change';
import { usePlanDays } from './use-plan-days';

/** The plan of a product by day: the forecast, and what people make of it. */
export function PlanCard({
  product,
  store,
  storeId,
  storeNames,
  outlook,
}: {
  product: Product;
  store: string | undefined;
  storeId: number | undefined;
  storeNames: Map<string, string>;
  outlook: Outlook;
}) {
  const text = useText(planWords);
  const format = useFormat();
  const may = useMay();
  const me = useMe();
  const card = useRef<HTMLDivElement>(null);
  const amount = useRef<HTMLInputElement>(null);
  const days = usePlanDays(product.sku, store, outlook);
  const known = useMemo(() => new Set(days.map(({ day }) => day)), [days]);
  const firstDay = days[0]?.day ?? '';
  const {
    draft,
    change: setDraft,
    clear,
  } = useChangeDraft(`change ${me.id} ${product.sku} ${store ?? ''}`, firstDay);
  const anchor = known.has(draft.anchor) ? draft.anchor : firstDay;
  const end = known.has(draft.end) ? draft.end : firstDay;
  const [first, last] = [anchor, end].sort() as [string, string];
  const isLimited = me.store_ids !== null && store === undefined;
  const canEdit = may('edit_forecasts') && !isLimited && (store === undefined || storeId !== undefined);
  const change = readTypedChange(draft.typed, format.locale);
  const given = useMemo<Omit<OverrideGiven, 'reason'> | null>(
    () =>
      change
        ? {
            ...change,
            product_id: product.id,
            store_id: storeId ?? null,
            first_day: first,
            last_day: last,
            comment: draft.comment.trim() || null,
            expires_on: draft.expires || null,
          }
        : null,
    [change, product.id, storeId, first, last, draft.comment, draft.expires],
  );
  // The sum doesn't hang on the words: they are left out, so that they aren't asked about.
  const { preview, error: refused } = usePreview(
    canEdit && given ? { ...given, comment: null, reason: 'other' } : null,
  );
  const { isBusy, error, made, keep, undo } = useChange();

  const focusGrid = useCallback(
    () => card.current?.querySelector<HTMLElement>('[data-day][tabindex="0"]')?.focus(),
    [],
  );
  const leave = () => {
    clear();
    focusGrid();
  };
  const told = (from: string, to: string) =>
    from === to
      ? text('one', { day: format.weekday(from) })
      : text('many', {
          from: format.weekday(from),
          to: format.weekday(to),
          count: daysBetween(from, to) + 1,
        });
  const send = async (reason: OverrideGiven['reason']) => {
    if (!given) return;
    const done = await keep({ ...given, reason });
    if (done) leave();
  };
  const takeBack = async (id: number) => {
    if (await undo(id)) {
      tell(text('undone'));
      focusGrid();
    }
  };
  const newest = made.at(-1);
  return (
    <Card flush title={text('title')} hint={text('hint')}>
      <div ref={card}>
        <PlanGrid
          days={days}
          anchor={anchor}
          end={end}
          typed={draft.typed}
          onChoose={(from, to) => setDraft({ anchor: from, end: to })}
          onType={
            canEdit
              ? (start) => {
                  if (start) setDraft({ typed: start });
                  amount.current?.focus();
                }
              : undefined
          }
          onLeave={clear}
          onUndo={() => newest && void takeBack(newest.id)}
        />
        <PlanOnPaper days={days} />
        <p data-print="hide" className="border-t border-line px-4 py-2 text-sm text-ink-faint">
          {canEdit ? text('keys') : text(isLimited && may('edit_forecasts') ? 'limited' : 'readOnly')}
        </p>
        {newest && (
          <div role="status" className="flex flex-wrap items-center gap-3 bg-good-soft px-4 py-2 text-good">
            <span>
              {text('kept', {
                days: told(newest.first_day, newest.last_day),
                before: format.units(newest.before),
                after: format.units(newest.after),
              })}{' '}
              {!newest.is_active && text('waiting')}
            </span>
            <Button size="small" disabled={isBusy} onClick={() => void takeBack(newest.id)}>
              {text('undo')}
            </Button>
          </div>
        )}
        <div className="grid grid-cols-1 gap-x-8 gap-y-4 px-4 py-3 lg:grid-cols-2">
          {canEdit && (
            <ChangeForm
              draft={draft}
              change={change}
              days={told(first, last)}
              preview={preview}
              problem={error ?? refused}
              isBusy={isBusy}
              amountPlace={amount}
              onChange={setDraft}
              onKeep={(reason) => void send(reason)}
              onLeave={leave}
            />
          )}
          <CellHistory sku={product.sku} store={store} first={first} last={last} />
        </div>
        <ChangeList
          sku={product.sku}
          store={store}
          storeNames={storeNames}
          canEdit={canEdit}
          onUndo={(id) => void takeBack(id)}
        />
      </div>
    </Card>
  );
}
