import { type FormEvent, useState } from 'react';
import {
  approveOrder,
  cancelOrder,
  changeOrderLines,
  closeOrder,
  type OrderDetails,
  receiveOrder,
  sendOrder,
} from '@/shared/api/generated';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { OrderLines } from './order-lines';
import { orderWords } from './order-words';
import { useOrderDeed } from './use-order';

type Mode = 'look' | 'receive' | 'cancel';

/** What can be done with an order where it stands: change, approve, send, receive, close or cancel it. */
export function OrderForm({
  order,
  tag,
  onClose,
}: {
  order: OrderDetails;
  tag: string | null;
  onClose: () => void;
}) {
  const text = useText(orderWords);
  const format = useFormat();
  const may = useMay();
  const [typed, setTyped] = useState<Record<number, string>>({});
  const [mode, setMode] = useState<Mode>('look');
  const [note, setNote] = useState('');
  const { act, isBusy, error, isStale } = useOrderDeed();
  const { id, state } = order;
  const path = { order_id: id };
  const canEdit = may('edit_orders');
  const isOpen = state === 'proposed' || state === 'changed';
  const isOnItsWay = state === 'sent' || state === 'partly_received';
  const isTyping = (canEdit && isOpen) || mode === 'receive';

  const lines = Object.entries(typed).flatMap(([product, value]) => {
    const quantity = typedNumber(value, format.locale);
    return quantity === null ? [] : [{ product_id: Number(product), quantity }];
  });
  const isWrong = lines.some(({ quantity }) => !(quantity >= 0));
  const changed = lines.filter(
    ({ product_id, quantity }) =>
      order.items.find((line) => line.product_id === product_id)?.quantity !== quantity,
  );

  const keep = () =>
    act(() =>
      changeOrderLines({
        path,
        headers: { 'if-match': tag },
        body: { lines: changed },
        throwOnError: true,
      }),
    );
  const run = async (deed: () => Promise<unknown>, done: string, ends: boolean) => {
    if (!(await act(deed))) return;
    tell(done);
    setTyped({});
    setMode('look');
    setNote('');
    if (ends) onClose();
  };
  const approve = async () => {
    // What was typed counts: it is kept first, and approved only if that worked.
    if (changed.length > 0 && !(await keep())) return;
    await run(() => approveOrder({ path, throwOnError: true }), text('approved', { id }), true);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || isWrong) return;
    if (mode === 'receive') {
      const came = lines.filter(({ quantity }) => quantity > 0);
      void run(
        () => receiveOrder({ path, body: { lines: came, note: note.trim() || null }, throwOnError: true }),
        text('received'),
        false,
      );
    } else if (mode === 'cancel') {
      if (note.trim() === '') return;
      void run(
        () => cancelOrder({ path, body: { reason: note.trim() }, throwOnError: true }),
        text('cancelled', { id }),
        true,
      );
    } else if (changed.length > 0) {
      void run(
        () =>
          changeOrderLines({
            path,
            headers: { 'if-match': tag },
            body: { lines: changed },
            throwOnError: true,
          }),
        text('kept'),
        false,
      );
    }
  };
  const startReceiving = () => {
    const write = new Intl.NumberFormat(format.locale, { maximumFractionDigits: 2, useGrouping: false });
    setTyped(
      Object.fromEntries(
        order.items.map((line) => [
          line.product_id,
          write.format(Math.max(0, line.quantity - line.received)),
        ]),
      ),
    );
    setMode('receive');
  };
  const leave = () => {
    setMode('look');
    setTyped({});
    setNote('');
  };
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-3">
      <OrderLines
        order={order}
        typed={typed}
        mode={mode === 'receive' ? 'receive' : isTyping ? 'change' : 'look'}
        onType={(product, value) => setTyped((before) => ({ ...before, [product]: value }))}
      />
      {isOpen && order.below_minimum && <p className="text-warn">{text('minimum')}</p>}
      {isStale && (
        <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-warn">
          {text('meanwhile')}
        </p>
      )}
      {error !== null && <Failed error={error} />}
      {mode !== 'look' && (
        <Field
          label={text(mode === 'receive' ? 'deliveryNote' : 'reason')}
          value={note}
          required={mode === 'cancel'}
          maxLength={150}
          onChange={(event) => setNote(event.target.value)}
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        {mode === 'look' ? (
          <>
            {isOpen && may('approve_orders') && (
              <Button look="primary" disabled={isBusy || isWrong} onClick={() => void approve()}>
                {text('approve')}
              </Button>
            )}
            {isOpen && canEdit && changed.length > 0 && (
              <Button type="submit" disabled={isBusy || isWrong}>
                {text('keep')}
              </Button>
            )}
            {state === 'approved' && canEdit && (
              <Button
                look="primary"
                disabled={isBusy}
                onClick={() =>
                  void run(() => sendOrder({ path, throwOnError: true }), text('sent', { id }), false)
                }
              >
                {text('send')}
              </Button>
            )}
            {isOnItsWay && canEdit && (
              <>
                <Button
                  look="primary"
                  disabled={isBusy}
                  onClick={() =>
                    void run(
                      () => receiveOrder({ path, body: {}, throwOnError: true }),
                      text('received'),
                      false,
                    )
                  }
                >
                  {text('receiveAll')}
                </Button>
                <Button onClick={startReceiving}>{text('receive')}</Button>
              </>
            )}
            <span className="flex-1" />
            {canEdit && (state === 'partly_received' || state === 'received') && (
              <Button
                look="quiet"
                disabled={isBusy}
                onClick={() =>
                  void run(() => closeOrder({ path, throwOnError: true }), text('closed', { id }), true)
                }
              >
                {text('close')}
              </Button>
            )}
            {canEdit && (isOpen || state === 'approved' || state === 'sent') && (
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
              {text(mode === 'cancel' ? 'cancel' : 'receiveThese')}
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
