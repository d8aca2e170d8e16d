import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  addSupplyTerm,
  changeSupplyTerm,
  readSupplyTerm,
  removeSupplyTerm,
  type SupplyTerm,
} from '@/shared/api/generated';
import { listSuppliersOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { ProductInput } from '@/shared/pickers/product-input';
import { StoreSelect } from '@/shared/pickers/store-select';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { Failed } from '@/shared/ui/states';
import { useForm } from './use-form';
import { useSaving, useTag } from './use-tagged';
import { WeekdayPicker } from './weekday-picker';
import { suppliersWords } from './words';

const NUMBERS = ['lead', 'spread', 'pack', 'minimum', 'maximum', 'cost', 'shelf'] as const;

/** Adds terms of a product at a supplier, or changes or removes them. */
export function TermDialog({
  term,
  supplier,
  onClose,
}: {
  term?: SupplyTerm | undefined;
  /** The supplier's code that is looked at. */
  supplier?: string | undefined;
  onClose: () => void;
}) {
  const text = useText(suppliersWords);
  const suppliers = useQuery(listSuppliersOptions({ query: { limit: 1000 } }));
  const [code, setCode] = useState(term?.supplier ?? supplier ?? '');
  const [product, setProduct] = useState<{ sku?: string | undefined; id?: number | undefined }>({
    sku: term?.product,
    id: term?.product_id,
  });
  const [store, setStore] = useState<{ code?: string | undefined; id?: number | undefined }>({
    code: term?.store ?? undefined,
    id: term?.store_id ?? undefined,
  });
  const form = useForm({
    lead: term?.lead_time_days,
    spread: term?.lead_time_spread_days,
    pack: term?.pack_size ?? 1,
    minimum: term?.minimum,
    maximum: term?.maximum,
    cost: term?.unit_cost == null ? null : Number(term.unit_cost),
    shelf: term?.shelf_life_days,
  });
  const [orderDays, setOrderDays] = useState(term?.order_days ?? null);
  const [deliveryDays, setDeliveryDays] = useState(term?.delivery_days ?? null);
  const [isPreferred, setIsPreferred] = useState(term?.is_preferred ?? true);
  const tag = useTag('termTag', term?.id, (id) =>
    readSupplyTerm({ path: { term_id: id }, throwOnError: true }),
  );
  const saving = useSaving(text('saved'), onClose);
  const removing = useSaving(text('removed'), onClose);
  const isBusy = saving.isPending || removing.isPending;
  const supplierId = suppliers.data?.items.find((one) => one.code === code)?.id;
  const isWrong = NUMBERS.some(form.isWrong);
  const headers = { 'if-match': tag.data ?? null };
  const number = (name: (typeof NUMBERS)[number]) => ({
    inputMode: 'decimal' as const,
    error: form.isWrong(name) ? text('notANumber') : undefined,
    ...form.field(name),
  });
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || isWrong || supplierId === undefined || product.id === undefined) return;
    const body = {
      supplier_id: supplierId,
      product_id: product.id,
      store_id: store.id ?? null,
      lead_time_days: form.number('lead'),
      lead_time_spread_days: form.number('spread'),
      pack_size: form.number('pack') ?? 1,
      minimum: form.number('minimum'),
      maximum: form.number('maximum'),
      unit_cost: form.number('cost'),
      shelf_life_days: form.number('shelf'),
      order_days: orderDays,
      delivery_days: deliveryDays,
      is_preferred: isPreferred,
    };
    saving.mutate(() =>
      term
        ? changeSupplyTerm({ path: { term_id: term.id }, headers, body, throwOnError: true })
        : addSupplyTerm({ body, throwOnError: true }),
    );
  };
  const title = term
    ? text('editTerm', { product: term.product_name, supplier: term.supplier })
    : text('addTerm');
  return (
    <Dialog open onClose={onClose} title={title}>
      <form onSubmit={save} noValidate className="flex flex-col gap-4">
        {!term && (
          <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
            <Select
              label={text('supplier')}
              value={code}
              options={[
                ...(code === '' ? [{ value: '', label: '–' }] : []),
                ...(suppliers.data?.items ?? []).map((one) => ({ value: one.code, label: one.name })),
              ]}
              onChange={setCode}
            />
            <ProductInput
              label={text('product')}
              value={product.sku}
              onChange={(sku, id) => setProduct({ sku, id })}
            />
          </div>
        )}
        <StoreSelect
          label={text('store')}
          all={text('allStores')}
          value={store.code}
          onChange={(next, id) => setStore({ code: next, id })}
        />
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
          <Field label={text('pack')} hint={text('packHint')} {...number('pack')} />
          <Field label={text('least')} hint={text('leastHint')} {...number('minimum')} />
          <Field label={text('most')} hint={text('leastHint')} {...number('maximum')} />
          <Field label={text('cost')} {...number('cost')} />
          <Field label={text('shelf')} {...number('shelf')} />
          <Field label={text('leadDays')} {...number('lead')} />
          <Field label={text('spread')} {...number('spread')} />
        </div>
        <WeekdayPicker
          label={text('orderDays')}
          none={text('ofSupplier')}
          value={orderDays}
          onChange={setOrderDays}
        />
        <WeekdayPicker
          label={text('deliveryDays')}
          none={text('ofSupplier')}
          value={deliveryDays}
          onChange={setDeliveryDays}
        />
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={isPreferred}
            onChange={(event) => setIsPreferred(event.target.checked)}
            className="size-4 accent-accent"
          />
          {text('isPreferred')}
        </label>
        {saving.isError && <Failed error={saving.error} />}
        {removing.isError && <Failed error={removing.error} />}
        <div className="flex items-center gap-2">
          {term && (
            <Button
              look="quiet"
              disabled={isBusy}
              onClick={() =>
                removing.mutate(() =>
                  removeSupplyTerm({ path: { term_id: term.id }, headers, throwOnError: true }),
                )
              }
            >
              {text('remove')}
            </Button>
          )}
          <span className="flex-1" />
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button
            type="submit"
            look="primary"
            disabled={
              isBusy ||
              isWrong ||
              supplierId === undefined ||
              product.id === undefined ||
              (term && !tag.isSuccess)
            }
          >
            {text('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
