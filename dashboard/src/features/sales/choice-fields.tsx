import { CategorySelect } from '@/shared/pickers/category-select';
import { ProductInput } from '@/shared/pickers/product-input';
import { StoreSelect } from '@/shared/pickers/store-select';
import { useText } from '@/shared/text/define-text';
import { Field } from '@/shared/ui/field';
import type { SalesChoice } from './use-sums';
import { words } from './words';

/** Of which days, store, category and product sales are shown. */
export function ChoiceFields({
  choice: { from, to, store, category, product },
  onChange,
}: {
  choice: SalesChoice;
  onChange: (next: Partial<Omit<SalesChoice, 'by'>>) => void;
}) {
  const text = useText(words);
  return (
    <div data-print="hide" className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-5">
      <Field
        label={text('from')}
        type="date"
        required
        value={from}
        max={to}
        onChange={(event) => event.target.value && onChange({ from: event.target.value })}
      />
      <Field
        label={text('to')}
        type="date"
        required
        value={to}
        min={from}
        onChange={(event) => event.target.value && onChange({ to: event.target.value })}
      />
      <StoreSelect
        label={text('store')}
        all={text('allStores')}
        value={store}
        onChange={(chosen) => onChange({ store: chosen })}
      />
      <CategorySelect
        label={text('category')}
        all={text('allCategories')}
        value={category}
        onChange={(chosen) => onChange({ category: chosen })}
      />
      <ProductInput
        label={text('product')}
        placeholder={text('allProducts')}
        value={product}
        onChange={(sku) => onChange({ product: sku })}
      />
    </div>
  );
}
