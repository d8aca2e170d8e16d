import { type FormEvent, useState } from 'react';
import { cancelSale, changeSale, removeSale } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { ChangeSummary } from './change-summary';
import { ChangedMeanwhile } from './changed-meanwhile';
import { type Deed, DeedButtons } from './deed-buttons';
import { DeedHint } from './deed-hint';
import { bodyOf, cancelledBy, changesOf, draftOf, faultsOf, figuresOf, isFarFrom } from './sale-draft';
import { SaleFields } from './sale-fields';
import { SlipNotes } from './slip-notes';
import { useCorrection } from './use-correction';
import type { StoredSale } from './use-stored-sale';
import { linesWords } from './words';

/** Corrects a sale: what is typed stays whatever happens meanwhile, and is told before it is done. */
export function SaleEditor({
  stored,
  clock,
  onAnew,
  onClose,
}: {
  stored: StoredSale;
  clock: (moment: string, store: string) => string;
  /** Read it again, and begin anew. */
  onAnew: () => void;
  onClose: () => void;
}) {
  const { sale, cancelling } = stored;
  const text = useText(linesWords);
  const { locale } = useFormat();
  const isLine = cancelledBy(sale) !== undefined;
  const canChange = !isLine && cancelling === undefined;
  const [first] = useState(() => draftOf(sale, clock(sale.sold_at, sale.store), locale));
  const [draft, setDraft] = useState(first);
  const [deed, setDeed] = useState<Deed>(canChange ? 'change' : 'look');
  const [reason, setReason] = useState('');
  const [slips, setSlips] = useState<string[]>([]);
  const { act, isBusy, error, conflict } = useCorrection(sale.id);
  const number = sale.transaction_id;
  const isGone = conflict === null;
  const request = {
    path: { sale_id: sale.id },
    headers: { 'if-match': conflict?.tag ?? stored.tag },
    throwOnError: true,
  } as const;
  const changes = changesOf(sale, first, draft, locale);
  const isReady =
    deed !== 'look' &&
    reason.trim() !== '' &&
    !isBusy &&
    !isGone &&
    (deed !== 'change' || (changes.length > 0 && faultsOf(draft, locale).length === 0));

  const change = async () => {
    const body = bodyOf(sale, first, draft, locale, reason);
    const done = await act(() => changeSale({ ...request, body }));
    if (!done) return;
    const { product, revenue } = figuresOf(draft, locale);
    const warnings = done.data.warnings ?? [];
    // One that stood beside the field before it was sent needs no second look.
    if (warnings.length > (isFarFrom(product, revenue) ? 1 : 0)) setSlips(warnings);
    else finish(text('changed', { number }));
  };
  const finish = (told: string) => {
    tell(told);
    onClose();
  };
  const calls = {
    takeBack: () => cancelSale({ ...request, body: { reason } }),
    remove: () => removeSale({ ...request, query: { reason } }),
    restore: () =>
      removeSale({ path: { sale_id: cancelling ?? 0 }, query: { reason }, throwOnError: true as const }),
  };
  const told = { takeBack: 'takenBack', remove: 'removed', restore: 'restored' } as const;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    if (deed === 'change') await change();
    else if (await act<unknown>(calls[deed])) finish(text(told[deed], { number }));
  };

  if (slips.length > 0) return <SlipNotes slips={slips} onAnew={onAnew} onClose={onClose} />;
  return (
    <form onSubmit={(event) => void send(event)} noValidate className="flex flex-col gap-4">
      {conflict !== undefined && (
        <ChangedMeanwhile
          sale={conflict?.sale ?? null}
          clock={conflict ? clock(conflict.sale.sold_at, conflict.sale.store) : undefined}
          onTheirs={onAnew}
        />
      )}
      {deed === 'change' ? (
        <>
          <SaleFields
            draft={draft}
            first={first}
            onChange={(next) => setDraft((before) => ({ ...before, ...next }))}
          />
          <ChangeSummary sale={sale} first={first} draft={draft} />
        </>
      ) : (
        <DeedHint stored={stored} deed={deed} />
      )}
      {deed !== 'look' && (
        <Field
          key={deed}
          label={text('why')}
          hint={text('whyHint')}
          required
          maxLength={200}
          autoFocus={deed !== 'change'}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      {error !== null && <Failed error={error} />}
      <DeedButtons
        deed={deed}
        deeds={isLine ? ['remove'] : canChange ? ['takeBack', 'remove'] : ['restore', 'remove']}
        first={canChange ? 'change' : 'look'}
        isReady={isReady}
        isOverwriting={conflict !== undefined && !isGone}
        isGone={isGone}
        onDeed={setDeed}
        onClose={onClose}
      />
      {deed === 'change' && <p className="text-sm text-ink-faint">{text('later')}</p>}
    </form>
  );
}
