import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addTransfer } from '@/shared/api/generated';
import { refreshTags } from '@/shared/api/refresh';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { StoreSelect } from '@/shared/pickers/store-select';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { NewLines, useNewLines } from '../new-lines';
import { newLinesWords } from '../new-lines-words';
import { newTransferWords } from './new-transfer-words';
import { ShortNote } from './short-note';
import { useStockToGive } from './use-stock-to-give';

interface Chosen {
  code?: string | undefined;
  id?: number | undefined;
}

/** A transfer that nobody proposed: from which store, to which one, and which products. */
export function NewTransferDialog({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (id: number) => void;
}) {
  const text = useText(newTransferWords);
  const shared = useText(newLinesWords);
  const queries = useQueryClient();
  const [from, setFrom] = useState<Chosen>({});
  const [to, setTo] = useState<Chosen>({});
  const [note, setNote] = useState('');
  const { chosen, canSend, ...fields } = useNewLines();
  const make = useMutation({
    mutationFn: (body: Parameters<typeof addTransfer>[0]['body']) =>
      addTransfer({ body, throwOnError: true }),
    onSuccess: ({ data }) => {
      void refreshTags(queries, 'transfers', 'orders');
      onMade(data.id);
    },
  });
  const { locale } = useFormat();
  const products = fields.lines.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const stock = useStockToGive(from.id, products);
  const isOne = from.id !== undefined && from.id === to.id;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (from.id === undefined || to.id === undefined || isOne || !canSend || make.isPending) return;
    make.mutate({ from_store_id: from.id, to_store_id: to.id, lines: chosen, note: note.trim() || null });
  };
  return (
    <Dialog open onClose={onClose} title={text('title')}>
      <form onSubmit={send} noValidate className="flex flex-col gap-4">
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <StoreSelect
            label={text('from')}
            all={text('chooseStore')}
            value={from.code}
            onChange={(code, id) => setFrom({ code, id })}
          />
          <StoreSelect
            label={text('to')}
            all={text('chooseStore')}
            value={to.code}
            onChange={(code, id) => setTo({ code, id })}
          />
        </div>
        {isOne && (
          <p role="alert" className="text-warn">
            {text('isOne')}
          </p>
        )}
        <NewLines
          {...fields}
          note={(product, units) => (
            <ShortNote
              stock={stock?.get(product)}
              units={typedNumber(units, locale)}
              store={from.code ?? ''}
            />
          )}
        />
        <Field
          label={shared('note')}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <p className="text-sm text-ink-soft">{text('after')}</p>
        {make.isError && <Failed error={make.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            disabled={from.id === undefined || to.id === undefined || isOne || !canSend || make.isPending}
          >
            {text('make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
