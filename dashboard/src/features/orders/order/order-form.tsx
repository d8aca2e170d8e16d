import {
  approveOrder,
  cancelOrder,
  changeOrderLines,
  closeOrder,
  type OrderDetails,
  receiveOrder,
  sendOrder,
} from '@/shared/api/generated';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { LinesForm } from '../lines-form';
import { linesWords } from '../lines-words';
import { isOnItsWay, isOpen } from '../stages';
import { OrderLines } from './order-lines';
import { orderWords } from './order-words';
import { useOrderDeed } from './use-order';

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
  const shared = useText(linesWords);
  const may = useMay();
  const deed = useOrderDeed();
  const { id, state, items } = order;
  const request = { path: { order_id: id }, throwOnError: true } as const;
  const canEdit = may('edit_orders');
  return (
    <LinesForm
      items={items}
      lines={(typing) => <OrderLines order={order} typing={typing} />}
      deed={deed}
      onClose={onClose}
      words={{
        send: text('send'),
        cancel: text('cancel'),
        note: text('deliveryNote'),
        meanwhile: text('meanwhile'),
      }}
      steps={{
        keep: {
          can: canEdit && isOpen(state),
          call: (lines) => changeOrderLines({ ...request, headers: { 'if-match': tag }, body: { lines } }),
          done: shared('kept'),
        },
        approve: {
          can: may('approve_orders') && isOpen(state),
          call: () => approveOrder(request),
          done: text('approved', { id }),
        },
        send: {
          can: canEdit && state === 'approved',
          call: () => sendOrder(request),
          done: text('sent', { id }),
        },
        receive: {
          can: canEdit && isOnItsWay(state),
          call: (lines, note) => receiveOrder({ ...request, body: { lines, note } }),
          done: text('received'),
        },
        close: {
          can: canEdit && (isOnItsWay(state) || state === 'received'),
          call: () => closeOrder(request),
          done: text('closed', { id }),
        },
        cancel: {
          can: canEdit && (isOpen(state) || state === 'approved' || state === 'sent'),
          call: (reason) => cancelOrder({ ...request, body: { reason } }),
          done: text('cancelled', { id }),
        },
      }}
    >
      {isOpen(state) && order.below_minimum && <p className="text-warn">{text('minimum')}</p>}
    </LinesForm>
  );
}
