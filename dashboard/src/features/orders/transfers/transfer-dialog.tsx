import { Download } from 'lucide-react';
import type { TransferDetails } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { QueryView } from '@/shared/ui/query-view';
import { OrderState } from '../order-state';
import { TransferForm } from './transfer-form';
import { transferWords } from './transfer-words';
import { useTransfer } from './use-transfer';
import { ordersWords } from '../words';

const FILES = ['csv', 'xlsx'] as const;

/** One transfer: its lines with what speaks for them, and its way from one store to the other. */
export function TransferDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const text = useText(transferWords);
  const shared = useText(ordersWords);
  const transfer = useTransfer(id);
  const found = transfer.data?.transfer;
  const title = text('title', { id, from: found?.from_store ?? '…', to: found?.to_store ?? '…' });
  return (
    <Dialog open wide onClose={onClose} title={title}>
      <QueryView query={transfer} loadingClass="h-64">
        {({ transfer: shown, tag }) => (
          <div className="flex flex-col gap-4">
            <Head transfer={shown} />
            <TransferForm transfer={shown} tag={tag} onClose={onClose} />
            <div className="flex flex-wrap items-center gap-2 border-t border-line pt-3">
              <Made transfer={shown} />
              <span className="flex-1" />
              {FILES.map((kind) => (
                <a
                  key={kind}
                  className={buttonClasses('plain', 'small')}
                  href={`/api/exports/transfers/lines?transfer_id=${id}&format=${kind}`}
                  download
                >
                  <Download aria-hidden />
                  {shared(kind)}
                </a>
              ))}
            </div>
          </div>
        )}
      </QueryView>
    </Dialog>
  );
}

function Head({ transfer }: { transfer: TransferDetails }) {
  const text = useText(transferWords);
  const format = useFormat();
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-2">
        <OrderState state={transfer.state} />
        <span className="text-ink-soft">
          {text('goes', {
            on: format.weekday(transfer.send_on),
            expected: format.weekday(transfer.expected_on),
          })}
        </span>
      </div>
      {transfer.note && <p className="text-ink-soft">{text('said', { note: transfer.note })}</p>}
    </div>
  );
}

function Made({ transfer }: { transfer: TransferDetails }) {
  const text = useText(transferWords);
  const format = useFormat();
  const { runs, first_day: first } = transfer.origin ?? {};
  return (
    <p className="text-sm text-ink-faint">
      {text('made', {
        run: Array.isArray(runs) ? runs.join(', ') : '',
        day: format.date(typeof first === 'string' ? first : null),
      })}
    </p>
  );
}
