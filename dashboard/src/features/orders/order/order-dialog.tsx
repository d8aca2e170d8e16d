import type { OrderDetails } from '@/shared/api/generated';
import { CommentsSection } from '@/shared/comments/comments-section';
import { useFormat } from '@/shared/format/use-format';
import { type Say, useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Dialog } from '@/shared/ui/dialog';
import { QueryView } from '@/shared/ui/query-view';
import { DialogFoot } from '../dialog-foot';
import { DialogHead } from '../dialog-head';
import { PrintLinks } from '../print-links';
import { isOpen } from '../stages';
import { useOrigin } from '../use-origin';
import { useSupplierName } from '../use-supplier-name';
import { ordersWords } from '../words';
import { OrderForm } from './order-form';
import { orderWords, POLICIES } from './order-words';
import { useOrder } from './use-order';

/** One order: its lines, its way from a proposal to the shelf, and its file for the supplier. */
export function OrderDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const text = useText(orderWords);
  const origin = useOrigin();
  const order = useOrder(id);
  const supplierName = useSupplierName();
  const supplier = order.data ? supplierName(order.data.order.supplier) : '…';
  const hasNone = order.data?.order.supplier === null;
  return (
    <Dialog open wide onClose={onClose} title={text(hasNone ? 'titleNone' : 'title', { id, supplier })}>
      <QueryView query={order} loadingClass="h-64">
        {({ order: found, tag }) => (
          <div className="flex flex-col gap-4">
            <Head order={found} />
            <OrderForm order={found} tag={tag} onClose={onClose} />
            <CommentsSection about={{ order: id }} />
            <DialogFoot
              made={
                found.origin
                  ? text('made', {
                      ...origin(found.origin),
                      policy: policyName(String(found.origin.policy), text),
                    })
                  : text('byHand')
              }
              lines={`/api/exports/orders/lines?order_id=${id}`}
            >
              <PrintLinks address={`/api/orders/${id}/pdf`} name={`order-${id}.pdf`} />
            </DialogFoot>
          </div>
        )}
      </QueryView>
    </Dialog>
  );
}

function Head({ order }: { order: OrderDetails }) {
  const text = useText(orderWords);
  const shared = useText(ordersWords);
  const format = useFormat();
  return (
    <DialogHead
      stage={order.state}
      badges={
        <>
          {isOpen(order.state) && order.below_minimum && <Badge tone="warn">{shared('belowMinimum')}</Badge>}
          {order.state === 'proposed' && order.stale_since && (
            <Badge tone="warn">{shared('staleSince', { ago: format.ago(order.stale_since) })}</Badge>
          )}
        </>
      }
      goes={text('goes', {
        store: order.store ?? shared('noStore'),
        on: format.weekday(order.order_on),
        expected: format.weekday(order.expected_on),
      })}
      note={order.note}
    />
  );
}

/** What the rule of ordering is called; one that an installed package brought keeps its own name. */
function policyName(policy: string, text: Say<typeof orderWords.en>): string {
  const known = POLICIES.find((one) => one === policy);
  return known ? text(known) : policy.replaceAll('_', ' ');
}
