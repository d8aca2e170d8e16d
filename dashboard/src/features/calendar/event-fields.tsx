import { CategorySelect } from '@/shared/pickers/category-select';
import { ProductInput } from '@/shared/pickers/product-input';
import { StoreSelect } from '@/shared/pickers/store-select';
import { useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import type { Draft } from './event-form';
import { KINDS, words } from './words';

/** What an event says: its name and kind, days, place, subject, price reduction. */
export function EventFields({
  draft,
  isFixed,
  onChange,
  orderError,
  discountError,
}: {
  draft: Draft;
  isFixed: boolean;
  onChange: (next: Partial<Draft>) => void;
  orderError: string | undefined;
  discountError: string | undefined;
}) {
  const text = useText(words);
  const me = useMe();
  return (
    <fieldset disabled={isFixed} className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      <Field
        label={text('name')}
        className="sm:col-span-2"
        required
        maxLength={100}
        autoFocus
        value={draft.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <Select
        label={text('kind')}
        className="sm:col-span-2"
        value={draft.kind}
        options={KINDS.map((kind) => ({ value: kind, label: text(kind) }))}
        onChange={(kind) => !isFixed && onChange({ kind })}
      />
      <Field
        label={text('from')}
        type="date"
        required
        value={draft.from}
        onChange={(event) =>
          onChange({
            from: event.target.value,
            ...(draft.to === draft.from ? { to: event.target.value } : {}),
          })
        }
      />
      <Field
        label={text('to')}
        type="date"
        required
        value={draft.to}
        error={orderError}
        onChange={(event) => onChange({ to: event.target.value })}
      />
      <StoreSelect
        label={text('where')}
        className="sm:col-span-2"
        all={me.store_ids === null ? text('allStores') : undefined}
        value={draft.storeCode}
        onChange={(storeCode, storeId) => !isFixed && onChange({ storeCode, storeId })}
      />
      <ProductInput
        label={text('product')}
        placeholder={text('anyProduct')}
        value={draft.sku}
        onChange={(sku, productId) => onChange({ sku, productId })}
      />
      {draft.productId === undefined && (
        <CategorySelect
          label={text('category')}
          all={text('anyCategory')}
          value={draft.category}
          onChange={(category) => !isFixed && onChange({ category })}
        />
      )}
      {draft.kind === 'promotion' && (
        <Field
          label={text('discount')}
          hint={text('discountHint')}
          className="sm:col-span-2"
          inputMode="decimal"
          value={draft.discount}
          error={discountError}
          onChange={(event) => onChange({ discount: event.target.value })}
        />
      )}
    </fieldset>
  );
}
