import { type FormEvent, useState } from 'react';
import {
  approveTransfer,
  cancelTransfer,
  changeTransferLines,
  closeTransfer,
  receiveTransfer,
  sendTransfer,
  type TransferDetails,
} from '@/shared/api/generated';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { TransferLines } from './transfer-lines';
import { transferWords } from './transfer-words';
import { useTransferDeed } from './use-transfer';

type Mode = 'look' | 'send' | 'receive' | 'cancel';

/** What can be done with a transfer where it stands, by people of the store whose turn it is. */
export function TransferForm({
  transfer,
  tag,
  onClose,
}: {
  transfer: TransferDetails;
  tag: string | null;
  onClose: () => void;
}) {
  const text = useText(transferWords);
  const format = useFormat();
  const may = useMay();
  const [typed, setTyped] = useState<Record<number, string>>({});
  const [mode, setMode] = useState<Mode>('look');
  const [note, setNote] = useState('');
  const { act, isBusy, error, isStale } = useTransferDeed();
  const { id, state, from_store: from, to_store: to } = transfer;
  const path = { transfer_id: id };
  const canEdit = may('edit_orders');
  const gives = canEdit && transfer.acts_for_giver;
  const takes = canEdit && transfer.acts_for_taker;
  const isOpen = state === 'proposed' || state === 'changed';
  const isOnItsWay = state === 'sent' || state === 'partly_received';

  const lines = Object.entries(typed).flatMap(([product, value]) => {
    const quantity = typedNumber(value, format.locale);
    return quantity === null ? [] : [{ product_id: Number(product), quantity }];
  });
  // A field that was emptied says nothing, and its line would go whole; of what came, none.
  const isWrong =
    lines.some(({ quantity }) => !(quantity >= 0)) ||
    ((mode === 'look' || mode === 'send') && lines.length < Object.keys(typed).length);
  const changed = lines.filter(
    ({ product_id, quantity }) =>
      transfer.items.find((line) => line.product_id === product_id)?.quantity !== quantity,
  );

  const run = async (deed: () => Promise<unknown>, done: string, ends: boolean) => {
    if (!(await act(deed))) return;
    tell(done);
    leave();
    if (ends) onClose();
  };
  const leave = () => {
    setMode('look');
    setTyped({});
    setNote('');
  };
  const keep = () =>
    changeTransferLines({
      path,
      headers: { 'if-match': tag },
      body: { lines: changed },
      throwOnError: true,
    });
  const approve = async () => {
    // What was typed counts: it is kept first, and approved only if that worked.
    if (changed.length > 0 && !(await act(keep))) return;
    await run(() => approveTransfer({ path, throwOnError: true }), text('approved', { id }), true);
  };
  const send = (units: typeof lines | null) =>
    run(
      () => sendTransfer({ path, body: { lines: units }, throwOnError: true }),
      text('sent', { id, store: from }),
      false,
    );
  const receive = (units: typeof lines | null) =>
    run(
      () => receiveTransfer({ path, body: { lines: units, note: note.trim() || null }, throwOnError: true }),
      text('received', { store: to }),
      false,
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || isWrong) return;
    if (mode === 'send') void send(changed);
    else if (mode === 'receive') void receive(lines.filter(({ quantity }) => quantity > 0));
    else if (mode === 'cancel' && note.trim() !== '')
      void run(
        () => cancelTransfer({ path, body: { reason: note.trim() }, throwOnError: true }),
        text('cancelled', { id }),
        true,
      );
    else if (mode === 'look' && changed.length > 0) void run(keep, text('kept'), false);
  };
  const startReceiving = () => {
    const write = new Intl.NumberFormat(format.locale, { maximumFractionDigits: 6, useGrouping: false });
    setTyped(
      Object.fromEntries(
        transfer.items.map((line) => [
          line.product_id,
          write.format(Math.max(0, line.quantity - line.received)),
        ]),
      ),
    );
    setMode('receive');
  };
  const shownMode = mode === 'cancel' ? 'look' : mode === 'look' && isOpen && gives ? 'change' : mode;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      <TransferLines
        transfer={transfer}
        typed={typed}
        mode={shownMode}
        onType={(product, value) => setTyped((before) => ({ ...before, [product]: value }))}
      />
      {isStale && (
        <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-warn">
          {text('meanwhile')}
        </p>
      )}
      {error !== null && <Failed error={error} />}
      {(mode === 'receive' || mode === 'cancel') && (
        <Field
          label={text(mode === 'receive' ? 'note' : 'reason')}
          value={note}
          required={mode === 'cancel'}
          maxLength={150}
          onChange={(event) => setNote(event.target.value)}
        />
      )}
      {canEdit && !gives && (isOpen || state === 'approved') && (
        <p className="text-ink-soft">{text('giverActs', { store: from })}</p>
      )}
      {canEdit && !takes && isOnItsWay && <p className="text-ink-soft">{text('takerActs', { store: to })}</p>}
      <div className="flex flex-wrap items-center gap-2">
        {mode === 'look' ? (
          <>
            {isOpen && gives && may('approve_orders') && (
              <Button look="primary" disabled={isBusy || isWrong} onClick={() => void approve()}>
                {text('approve')}
              </Button>
            )}
            {isOpen && gives && changed.length > 0 && (
              <Button type="submit" disabled={isBusy || isWrong}>
                {text('keep')}
              </Button>
            )}
            {state === 'approved' && gives && (
              <>
                <Button look="primary" disabled={isBusy} onClick={() => void send(null)}>
                  {text('sendAll')}
                </Button>
                <Button onClick={() => setMode('send')}>{text('send')}</Button>
              </>
            )}
            {isOnItsWay && takes && (
              <>
                <Button look="primary" disabled={isBusy} onClick={() => void receive(null)}>
                  {text('receiveAll')}
                </Button>
                <Button onClick={startReceiving}>{text('receive')}</Button>
              </>
            )}
            <span className="flex-1" />
            {takes && (isOnItsWay || state === 'received') && (
              <Button
                look="quiet"
                disabled={isBusy}
                onClick={() =>
                  void run(() => closeTransfer({ path, throwOnError: true }), text('closed', { id }), true)
                }
              >
                {text('close')}
              </Button>
            )}
            {canEdit && (isOpen || state === 'approved') && (
              <Button look="quiet" onClick={() => setMode('cancel')}>
                {text('cancel')}
              </Button>
            )}
          </>
        ) : (
          <>
            <Button
              type="submit"
              look={mode === 'cancel' ? 'danger' : 'primary'}
              disabled={isBusy || isWrong || (mode === 'cancel' && note.trim() === '')}
            >
              {text(mode === 'cancel' ? 'cancel' : mode === 'send' ? 'sendThese' : 'receiveThese')}
            </Button>
            <Button look="quiet" onClick={leave}>
              {text('back')}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}
