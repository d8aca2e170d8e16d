import { type FormEvent, useState } from 'react';
import {
  addSupplier,
  changeSupplier,
  readSupplier,
  removeSupplier,
  type Supplier,
} from '@/shared/api/generated';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { useForm } from './use-form';
import { useSaving, useTag } from './use-tagged';
import { WeekdayPicker } from './weekday-picker';
import { suppliersWords } from './words';

/** Adds a supplier, or changes or removes one. */
export function SupplierDialog({ supplier, onClose }: { supplier?: Supplier; onClose: () => void }) {
  const text = useText(suppliersWords);
  const form = useForm({
    code: supplier?.code,
    name: supplier?.name,
    email: supplier?.email,
    lead: supplier?.lead_time_days,
    spread: supplier?.lead_time_spread_days,
    cutoff: supplier?.cutoff,
    minimum: supplier?.minimum_order_value == null ? null : Number(supplier.minimum_order_value),
  });
  const [orderDays, setOrderDays] = useState(supplier?.order_days ?? null);
  const [deliveryDays, setDeliveryDays] = useState(supplier?.delivery_days ?? null);
  const [isActive, setIsActive] = useState(supplier?.is_active ?? true);
  const tag = useTag('supplierTag', supplier?.id, (id) =>
    readSupplier({ path: { supplier_id: id }, throwOnError: true }),
  );
  const saving = useSaving(text('saved'), onClose);
  const removing = useSaving(text('removed'), onClose);
  const isBusy = saving.isPending || removing.isPending;
  const numbers = ['lead', 'spread', 'minimum'] as const;
  const isWrong = numbers.some(form.isWrong);
  const error = (name: (typeof numbers)[number]) => (form.isWrong(name) ? text('notANumber') : undefined);
  const headers = { 'if-match': tag.data ?? null };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const [code, name] = [form.text('code'), form.text('name')];
    if (isBusy || isWrong || code === null || name === null) return;
    const body = {
      code,
      name,
      email: form.text('email'),
      lead_time_days: form.number('lead'),
      lead_time_spread_days: form.number('spread'),
      order_days: orderDays,
      delivery_days: deliveryDays,
      cutoff: form.text('cutoff'),
      minimum_order_value: form.number('minimum'),
      is_active: isActive,
    };
    saving.mutate(() =>
      supplier
        ? changeSupplier({ path: { supplier_id: supplier.id }, headers, body, throwOnError: true })
        : addSupplier({ body, throwOnError: true }),
    );
  };
  return (
    <Dialog open onClose={onClose} title={supplier?.name ?? text('add')}>
      <form onSubmit={save} noValidate className="flex flex-col gap-4">
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-[10rem_1fr]">
          <Field
            label={text('code')}
            hint={text('codeHint')}
            required
            autoFocus
            maxLength={100}
            {...form.field('code')}
          />
          <Field label={text('name')} required maxLength={200} {...form.field('name')} />
        </div>
        <Field label={text('email')} type="email" maxLength={254} {...form.field('email')} />
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Field
            label={text('leadDays')}
            hint={text('leadHint')}
            inputMode="numeric"
            error={error('lead')}
            {...form.field('lead')}
          />
          <Field
            label={text('spread')}
            hint={text('spreadHint')}
            inputMode="decimal"
            error={error('spread')}
            {...form.field('spread')}
          />
        </div>
        <WeekdayPicker
          label={text('orderDays')}
          none={text('anyDay')}
          value={orderDays}
          onChange={setOrderDays}
        />
        <WeekdayPicker
          label={text('deliveryDays')}
          none={text('anyDay')}
          value={deliveryDays}
          onChange={setDeliveryDays}
        />
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Field label={text('cutoff')} type="time" {...form.field('cutoff')} />
          <Field
            label={text('minimum')}
            inputMode="decimal"
            error={error('minimum')}
            {...form.field('minimum')}
          />
        </div>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={isActive}
            onChange={(event) => setIsActive(event.target.checked)}
            className="size-4 accent-accent"
          />
          {text('isActive')}
        </label>
        {saving.isError && <Failed error={saving.error} />}
        {removing.isError && <Failed error={removing.error} />}
        <div className="flex items-center gap-2">
          {supplier && (
            <Button
              look="quiet"
              disabled={isBusy}
              onClick={() =>
                removing.mutate(() =>
                  removeSupplier({ path: { supplier_id: supplier.id }, headers, throwOnError: true }),
                )
              }
            >
              {text('remove')}
            </Button>
          )}
          <span className="flex-1" />
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="primary" disabled={isBusy || isWrong || (supplier && !tag.isSuccess)}>
            {text('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
