import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { addOrder } from '@/shared/api/generated';
import { listSuppliersOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { ProductInput } from '@/shared/pickers/product-input';
import { StoreSelect } from '@/shared/pickers/store-select';
import { useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { Failed } from '@/shared/ui/states';
import { newOrderWords } from './new-order-words';

interface TypedLine {
  key: number;
  sku?: string | undefined;
  id?: number | undefined;
  units: string;
}

const NONE = '';

/** An order that nobody proposed: at whom, where to, and which products. */
export function NewOrderDialog({ onClose, onMade }: { onClose: () => void; onMade: (id: number) => void }) {
  const text = useText(newOrderWords);
  const format = useFormat();
  const queries = useQueryClient();
  const isLimited = useMe().store_ids !== null;
  const suppliers = useQuery(listSuppliersOptions({ query: { is_active: true, sort: 'name', limit: 1000 } }));
  const [supplier, setSupplier] = useState<string>(NONE);
  const [store, setStore] = useState<{ code?: string | undefined; id?: number | undefined }>({});
  const [lines, setLines] = useState<TypedLine[]>([{ key: 0, units: '' }]);
  const [note, setNote] = useState('');
  const make = useMutation({
    mutationFn: (body: Parameters<typeof addOrder>[0]['body']) => addOrder({ body, throwOnError: true }),
    onSuccess: ({ data }) => {
      void refreshTags(queries, 'orders');
      onMade(data.id);
    },
  });
  const change = (key: number, part: Partial<TypedLine>) =>
    setLines((before) => before.map((line) => (line.key === key ? { ...line, ...part } : line)));
  const chosen = lines.flatMap(({ id, units }) => {
    const quantity = typedNumber(units, format.locale);
    return id !== undefined && quantity !== null && quantity > 0 ? [{ product_id: id, quantity }] : [];
  });
  const isWrong = lines.some(({ units }) => {
    const quantity = typedNumber(units, format.locale);
    return quantity !== null && !(quantity >= 0);
  });
  const canSend = chosen.length > 0 && !isWrong && !make.isPending && (!isLimited || store.id !== undefined);
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
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-semibold">{text('products')}</legend>
          {lines.map((line, place) => (
            <div key={line.key} className="flex items-end gap-2">
              <ProductInput
                label={text('product')}
                placeholder={text('find')}
                className="min-w-0 flex-1"
                value={line.sku}
                onChange={(sku, id) => change(line.key, { sku, id })}
              />
              <Field
                label={text('units')}
                inputMode="decimal"
                autoComplete="off"
                className="w-24"
                value={line.units}
                onChange={(event) => change(line.key, { units: event.target.value })}
              />
              <Button
                look="quiet"
                size="icon"
                aria-label={text('takeOut', { place: place + 1 })}
                disabled={lines.length === 1}
                onClick={() => setLines((before) => before.filter(({ key }) => key !== line.key))}
              >
                <X aria-hidden />
              </Button>
            </div>
          ))}
          <Button
            size="small"
            className="self-start"
            onClick={() =>
              setLines((before) => [...before, { key: (before.at(-1)?.key ?? 0) + 1, units: '' }])
            }
          >
            {text('another')}
          </Button>
        </fieldset>
        <Field
          label={text('note')}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <p className="text-sm text-ink-soft">{text('after')}</p>
        {make.isError && <Failed error={make.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="primary" disabled={!canSend}>
            {text('make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
