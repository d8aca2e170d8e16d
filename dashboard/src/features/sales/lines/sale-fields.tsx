import { useFormat } from '@/shared/format/use-format';
import { ProductInput } from '@/shared/pickers/product-input';
import { StoreSelect } from '@/shared/pickers/store-select';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { faultsOf, figuresOf, isFarFrom, type SaleDraft, writeMoney } from './sale-draft';
import { linesWords } from './words';

const HAS_SECONDS = 'yyyy-mm-ddThh:mm:'.length;

/** What can be corrected of a sale; a revenue that follows units and price is written along. */
export function SaleFields({
  draft,
  first,
  onChange,
}: {
  draft: SaleDraft;
  /** The same before anything was typed. */
  first: SaleDraft;
  onChange: (next: Partial<SaleDraft>) => void;
}) {
  const text = useText(linesWords);
  const format = useFormat();
  const faults = faultsOf(draft, format.locale);
  const { units, product, revenue } = figuresOf(draft, format.locale);
  const isRead = product !== null && !Number.isNaN(product) && units !== null;
  const isFar = isRead && isFarFrom(product, revenue);
  const isOld =
    isRead && draft.revenue !== null && draft.revenue === first.revenue && draft.units !== first.units;
  const follows = draft.revenue === null;
  const revenueHint = () => {
    if (follows) return text('follows');
    if (!isRead) return text('noPrice');
    if (!isFar && !isOld) return undefined;
    return (
      <span className={isFar ? 'text-warn' : undefined}>
        {text(isFar ? 'far' : 'stays', { amount: format.money(product) })}{' '}
        <Button size="small" onClick={() => onChange({ revenue: null })}>
          {text('useProduct', { amount: format.money(product) })}
        </Button>
      </span>
    );
  };
  return (
    <fieldset className="grid grid-cols-2 gap-x-3 gap-y-4">
      <Field
        label={text('units')}
        inputMode="decimal"
        autoComplete="off"
        autoFocus
        value={draft.units}
        error={faults.includes('units') ? text('wrongUnits') : undefined}
        onChange={(event) => onChange({ units: event.target.value })}
      />
      <Field
        label={text('price')}
        inputMode="decimal"
        autoComplete="off"
        value={draft.price}
        error={faults.includes('price') ? text('wrongPrice') : undefined}
        onChange={(event) => onChange({ price: event.target.value })}
      />
      <Field
        label={text('revenue')}
        className="col-span-2"
        inputMode="decimal"
        autoComplete="off"
        value={follows ? (isRead ? writeMoney(product, format.locale) : '') : (draft.revenue ?? '')}
        hint={revenueHint()}
        error={faults.includes('revenue') ? text('wrongNumber') : undefined}
        onChange={(event) =>
          onChange({ revenue: event.target.value.trim() === '' && isRead ? null : event.target.value })
        }
      />
      <Field
        label={text('when')}
        type="datetime-local"
        required
        className="col-span-2 sm:col-span-1"
        step={first.clock.length > HAS_SECONDS ? 1 : undefined}
        value={draft.clock}
        hint={text('storeClock')}
        onChange={(event) => event.target.value && onChange({ clock: event.target.value })}
      />
      <StoreSelect
        label={text('store')}
        className="col-span-2 sm:col-span-1"
        value={draft.store}
        onChange={(store) => store !== undefined && onChange({ store })}
      />
      <ProductInput
        label={text('product')}
        className="col-span-2"
        value={draft.product}
        onChange={(product) => product !== undefined && onChange({ product })}
      />
      <Field
        label={text('promotion')}
        maxLength={100}
        value={draft.promotion}
        onChange={(event) => onChange({ promotion: event.target.value })}
      />
      <Field
        label={text('group')}
        maxLength={50}
        value={draft.group}
        onChange={(event) => onChange({ group: event.target.value })}
      />
    </fieldset>
  );
}
