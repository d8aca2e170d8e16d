import { useText } from '@/shared/text/define-text';
import { Dialog } from '@/shared/ui/dialog';
import { QueryView } from '@/shared/ui/query-view';
import { Loading } from '@/shared/ui/states';
import { SaleEditor } from './sale-editor';
import { useStoreClock } from './store-clock';
import { useStoredSale } from './use-stored-sale';
import { linesWords } from './words';

/** One sale, to be corrected by who may. */
export function SaleDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const text = useText(linesWords);
  const stored = useStoredSale(id);
  const clock = useStoreClock();
  const number = stored.data?.sale.transaction_id ?? String(id);
  return (
    <Dialog open onClose={onClose} title={text('dialogTitle', { number })}>
      <QueryView query={stored} loadingClass="h-96">
        {(found) =>
          clock ? (
            <SaleEditor
              key={`${found.tag} ${found.cancelling}`}
              stored={found}
              clock={clock}
              onAnew={() => void stored.refetch()}
              onClose={onClose}
            />
          ) : (
            <Loading className="h-96" />
          )
        }
      </QueryView>
    </Dialog>
  );
}
