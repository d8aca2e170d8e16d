import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Page } from '@/shared/ui/page';
import { Segments } from '@/shared/ui/segments';
import { ExceptionsView } from './exceptions/exceptions-view';
import { NewOrderDialog } from './new-order/new-order-dialog';
import { OrderDialog } from './order/order-dialog';
import { OrderFilters } from './order-filters';
import { OrdersList } from './orders-list';
import { ProposalsView } from './proposals/proposals-view';
import { ShortView } from './short/short-view';
import { NewTransferDialog } from './transfers/new-transfer-dialog';
import { TransferDialog } from './transfers/transfer-dialog';
import { TransfersView } from './transfers/transfers-view';
import { ordersWords } from './words';

const route = getRouteApi('/signed-in/orders');

/** What to order, what is on its way, what came, and what runs short. */
export function OrdersScreen() {
  const text = useText(ordersWords);
  const may = useMay();
  const { view, order, transfer } = route.useSearch();
  const navigate = route.useNavigate();
  const [isNew, setIsNew] = useState(false);
  const open = (id: number | undefined) =>
    void navigate({ search: (before) => ({ ...before, order: id }), replace: id === undefined });
  const openTransfer = (id: number | undefined) =>
    void navigate({ search: (before) => ({ ...before, transfer: id }), replace: id === undefined });
  return (
    <Page
      title={text('title')}
      hint={text('hint')}
      actions={
        <>
          <Segments
            label={text('view')}
            value={view ?? 'propose'}
            options={[
              { value: 'propose', label: text('propose') },
              { value: 'transfers', label: text('transfers') },
              { value: 'way', label: text('way') },
              { value: 'past', label: text('past') },
              { value: 'short', label: text('short') },
              ...(may('read_forecasts') ? [{ value: 'exceptions', label: text('exceptions') }] : []),
            ]}
            onChange={(next) =>
              void navigate({
                search: next === 'propose' ? {} : { view: next as Exclude<typeof view, undefined> },
              })
            }
          />
          {may('edit_orders') && (
            <Button look="primary" onClick={() => setIsNew(true)}>
              <Plus aria-hidden />
              {text(view === 'transfers' ? 'newTransfer' : 'newOrder')}
            </Button>
          )}
        </>
      }
    >
      {(view === 'way' || view === 'past' || view === 'transfers') && <OrderFilters />}
      {view === undefined && <ProposalsView onOpen={open} />}
      {view === 'transfers' && <TransfersView onOpen={openTransfer} />}
      {view === 'way' && (
        <OrdersList
          key="way"
          states={['approved', 'sent', 'partly_received']}
          sort="expected_on"
          title={text('way')}
          hint={text('wayHint')}
          empty={text('wayEmpty')}
          emptyHint={text('wayEmptyHint')}
          onOpen={open}
        />
      )}
      {view === 'past' && (
        <OrdersList
          key="past"
          states={['received', 'closed', 'cancelled']}
          sort="newest"
          title={text('past')}
          hint={text('pastHint')}
          empty={text('pastEmpty')}
          emptyHint={text('pastEmptyHint')}
          onOpen={open}
        />
      )}
      {view === 'short' && <ShortView />}
      {view === 'exceptions' && <ExceptionsView />}
      {isNew && view === 'transfers' && (
        <NewTransferDialog
          onClose={() => setIsNew(false)}
          onMade={(id) => {
            setIsNew(false);
            openTransfer(id);
          }}
        />
      )}
      {isNew && view !== 'transfers' && (
        <NewOrderDialog
          onClose={() => setIsNew(false)}
          onMade={(id) => {
            setIsNew(false);
            open(id);
          }}
        />
      )}
      {transfer !== undefined && (
        <TransferDialog key={transfer} id={transfer} onClose={() => openTransfer(undefined)} />
      )}
      {order !== undefined && <OrderDialog key={order} id={order} onClose={() => open(undefined)} />}
    </Page>
  );
}
