import { CommentsSection } from '@/shared/comments/comments-section';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Dialog } from '@/shared/ui/dialog';
import { QueryView } from '@/shared/ui/query-view';
import { DialogFoot } from '../dialog-foot';
import { DialogHead } from '../dialog-head';
import { PrintLinks } from '../print-links';
import { useOrigin } from '../use-origin';
import { TransferForm } from './transfer-form';
import { transferWords } from './transfer-words';
import { useTransfer } from './use-transfer';

/** One transfer: its lines with what speaks for them, and its way from one store to the other. */
export function TransferDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const text = useText(transferWords);
  const format = useFormat();
  const origin = useOrigin();
  const transfer = useTransfer(id);
  const found = transfer.data?.transfer;
  const title = text('title', { id, from: found?.from_store ?? '…', to: found?.to_store ?? '…' });
  return (
    <Dialog open wide onClose={onClose} title={title}>
      <QueryView query={transfer} loadingClass="h-64">
        {({ transfer: shown, tag }) => (
          <div className="flex flex-col gap-4">
            <DialogHead
              stage={shown.state}
              goes={text('goes', {
                on: format.weekday(shown.send_on),
                expected: format.weekday(shown.expected_on),
              })}
              note={shown.note}
            />
            <TransferForm transfer={shown} tag={tag} onClose={onClose} />
            <CommentsSection about={{ transfer: id }} />
            <DialogFoot
              made={shown.origin ? text('made', origin(shown.origin)) : text('byHand')}
              lines={`/api/exports/transfers/lines?transfer_id=${id}`}
            >
              <PrintLinks address={`/api/transfers/${id}/pdf`} name={`transfer-${id}.pdf`} />
            </DialogFoot>
          </div>
        )}
      </QueryView>
    </Dialog>
  );
}
