import {
  approveTransfer,
  cancelTransfer,
  changeTransferLines,
  closeTransfer,
  receiveTransfer,
  sendTransfer,
  type TransferDetails,
} from '@/shared/api/generated';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { LinesForm } from '../lines-form';
import { linesWords } from '../lines-words';
import { isOnItsWay, isOpen } from '../stages';
import { TransferLines } from './transfer-lines';
import { transferWords } from './transfer-words';
import { useTransferDeed } from './use-transfer';

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
  const shared = useText(linesWords);
  const may = useMay();
  const deed = useTransferDeed();
  const { id, state, from_store: from, to_store: to } = transfer;
  const request = { path: { transfer_id: id }, throwOnError: true } as const;
  const canEdit = may('edit_orders');
  const gives = canEdit && transfer.acts_for_giver;
  const takes = canEdit && transfer.acts_for_taker;
  const isStillHere = isOpen(state) || state === 'approved';
  return (
    <LinesForm
      items={transfer.items}
      lines={(typing) => <TransferLines transfer={transfer} typing={typing} />}
      deed={deed}
      sendsOther
      onClose={onClose}
      words={{
        send: text('sendAll'),
        cancel: text('cancel'),
        note: text('note'),
        meanwhile: text('meanwhile'),
      }}
      steps={{
        keep: {
          can: gives && isOpen(state),
          call: (lines) => changeTransferLines({ ...request, headers: { 'if-match': tag }, body: { lines } }),
          done: shared('kept'),
        },
        approve: {
          can: gives && may('approve_orders') && isOpen(state),
          call: () => approveTransfer(request),
          done: text('approved', { id }),
        },
        send: {
          can: gives && state === 'approved',
          call: (lines) => sendTransfer({ ...request, body: { lines } }),
          done: text('sent', { id, store: from }),
        },
        receive: {
          can: takes && isOnItsWay(state),
          call: (lines, note) => receiveTransfer({ ...request, body: { lines, note } }),
          done: text('received', { store: to }),
        },
        close: {
          can: takes && (isOnItsWay(state) || state === 'received'),
          call: () => closeTransfer(request),
          done: text('closed', { id }),
        },
        cancel: {
          can: canEdit && isStillHere,
          call: (reason) => cancelTransfer({ ...request, body: { reason } }),
          done: text('cancelled', { id }),
        },
      }}
    >
      {canEdit && !gives && isStillHere && (
        <p className="text-ink-soft">{text('giverActs', { store: from })}</p>
      )}
      {canEdit && !takes && isOnItsWay(state) && (
        <p className="text-ink-soft">{text('takerActs', { store: to })}</p>
      )}
    </LinesForm>
  );
}
