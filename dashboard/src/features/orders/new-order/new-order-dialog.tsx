import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addOrder } from '@/shared/api/generated';
import { listSuppliersOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { StoreSelect } from '@/shared/pickers/store-select';
import { useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { Failed } from '@/shared/ui/states';
import { NewLines, useNewLines } from '../new-lines';
import { newLinesWords } from '../new-lines-words';
import { newOrderWords } from './new-order-words';

const NONE = '';

/** An order that nobody proposed: at whom, where to, and which products. */
export function NewOrderDialog({ onClose, onMade }: { onClose: () => void; onMade: (id: number) => void }) {
  const text = useText(newOrderWords);
  const shared = useText(newLinesWords);
  const queries = useQueryClient();
  const isLimited = useMe().store_ids !== null;
  const suppliers = useQuery(listSuppliersOptions({ query: { is_active: true, sort: 'name', limit: 1000 } }));
  const [supplier, setSupplier] = useState<string>(NONE);
  const [store, setStore] = useState<{ code?: string | undefined; id?: number | undefined }>({});
  const { chosen, canSend: hasLines, ...fields } = useNewLines();
  const [note, setNote] = useState('');
  const make = useMutation({
    mutationFn: (body: Parameters<typeof addOrder>[0]['body']) => addOrder({ body, throwOnError: true }),
    onSuccess: ({ data }) => {
      void refreshTags(queries, 'orders');
      onMade(data.id);
    },
  });
  const canSend = hasLines && !make.isPending && (!isLimited || store.id !== undefined);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!canSend) return;
    make.mutate({
      supplier_id: suppliers.data?.items.find(({ code }) => code === supplier)?.id ?? null,
      store_id: store.id ?? null,
      lines: chosen,
      note: note.trim() || null,
    });
  };
  return (
    <Dialog open onClose={onClose} title={text('title')}>
      <form onSubmit={send} noValidate className="flex flex-col gap-4">
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Select
            label={text('supplier')}
            value={supplier}
            options={[
              { value: NONE, label: text('noSupplier') },
              ...(suppliers.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
            ]}
            onChange={setSupplier}
          />
          <StoreSelect
            label={text('store')}
            all={isLimited ? text('chooseStore') : text('warehouse')}
            value={store.code}
            onChange={(code, id) => setStore({ code, id })}
          />
        </div>
        <NewLines {...fields} />
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
          <Button type="submit" look="primary" disabled={!canSend}>
            {text('make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
