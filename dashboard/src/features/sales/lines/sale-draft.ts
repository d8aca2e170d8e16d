import type { Sale, SaleCorrection } from '@/shared/api/generated';
import { typedNumber, writeNumber } from '@/shared/format/typed-number';

const UNIT_DECIMALS = 6;
const MONEY_DECIMALS = 4;
const CENTS = 2;
/** Less isn't told apart in money: half a cent. */
const NEARLY = 0.005;
/** Taxes and fees of a line don't double it, as the service says. */
const FAR = 2;
const CANCELS = /^cancels~(\d+)$/;

/** A sale as it is typed over. */
export interface SaleDraft {
  store: string;
  product: string | undefined;
  /** By the store's clock. */
  clock: string;
  units: string;
  price: string;
  /** Null: units times price, whatever these become. */
  revenue: string | null;
  promotion: string;
  group: string;
}

export type NumberField = 'units' | 'price' | 'revenue';

/** The sale that a line takes back, by its id; undefined where it takes none back. */
export function cancelledBy(sale: Pick<Sale, 'transaction_id'>): number | undefined {
  const found = CANCELS.exec(sale.transaction_id);
  return found ? Number(found[1]) : undefined;
}

/** What the line that takes a sale back is called. */
export function cancellingName(saleId: number): string {
  return `cancels~${saleId}`;
}

/** An amount of money as it stands in a field: 1.50, and 1.2345 where it has more decimals. */
export function writeMoney(value: number, locale: string): string {
  return writeNumber(value, locale, MONEY_DECIMALS, CENTS);
}

/** A stored sale as it stands in the fields. */
export function draftOf(sale: Sale, clock: string, locale: string): SaleDraft {
  const money = (value: string | null) => (value === null ? '' : writeMoney(Number(value), locale));
  const follows =
    sale.unit_price !== null &&
    sale.revenue !== null &&
    Math.abs(sale.quantity * Number(sale.unit_price) - Number(sale.revenue)) < NEARLY;
  return {
    store: sale.store,
    product: sale.product,
    clock,
    units: writeNumber(sale.quantity, locale, UNIT_DECIMALS),
    price: money(sale.unit_price),
    revenue: follows ? null : money(sale.revenue),
    promotion: sale.promotion ?? '',
    group: sale.customer_group ?? '',
  };
}

/** The figures of a draft; null where nothing is typed, NaN where it is no number. */
export function figuresOf(draft: SaleDraft, locale: string) {
  const units = typedNumber(draft.units, locale);
  const price = typedNumber(draft.price, locale);
  const product = units === null || price === null ? null : units * price;
  const typed = draft.revenue === null ? null : typedNumber(draft.revenue, locale);
  return {
    units,
    price,
    /** What units and price make. */
    product,
    revenue: typed ?? product,
  };
}

/** Which fields hold no number that they could. */
export function faultsOf(draft: SaleDraft, locale: string): NumberField[] {
  const { units, price, revenue } = figuresOf(draft, locale);
  const faults: NumberField[] = [];
  if (units === null || Number.isNaN(units)) faults.push('units');
  if (price !== null && !(price >= 0)) faults.push('price');
  if (draft.revenue !== null && Number.isNaN(revenue)) faults.push('revenue');
  return faults;
}

/** Whether a revenue is one that no tax and no discount makes of units and price: the service warns of it, too. */
export function isFarFrom(product: number | null, revenue: number | null): boolean {
  if (!product || revenue === null) return false;
  const share = revenue / product;
  return share < 0 || share > FAR;
}

/**
 * A draft as the service takes it; what wasn't typed over stays to the last digit and second.
 *
 * @param first The draft before anything was typed.
 */
export function bodyOf(
  sale: Sale,
  first: SaleDraft,
  draft: SaleDraft,
  locale: string,
  reason: string,
): SaleCorrection {
  const { units, price, revenue } = figuresOf(draft, locale);
  const money = (value: number | null) => (value === null ? null : value.toFixed(MONEY_DECIMALS));
  const stays = (...names: (keyof SaleDraft)[]) => names.every((name) => draft[name] === first[name]);
  return {
    store: draft.store,
    product: draft.product ?? sale.product,
    // Another store may have another clock: there the time that stands in the field counts.
    sold_at: stays('clock', 'store') ? sale.sold_at : draft.clock,
    quantity: stays('units') ? sale.quantity : (units ?? sale.quantity),
    unit_price: stays('price') ? sale.unit_price : money(price),
    revenue: stays('units', 'price', 'revenue')
      ? sale.revenue
      : draft.revenue === null
        ? null
        : stays('revenue')
          ? sale.revenue
          : money(revenue),
    customer_group: draft.group.trim() || null,
    promotion: draft.promotion.trim() || null,
    reason: reason.trim(),
  };
}

/** One thing that a correction makes other than it was. */
export interface Change {
  field: 'units' | 'price' | 'revenue' | 'when' | 'store' | 'product' | 'promotion' | 'group';
  kind: 'units' | 'money' | 'clock' | 'text';
  before: string | number | null;
  after: string | number | null;
}

/** What a draft would change, in the order of the fields; empty where nothing. */
export function changesOf(sale: Sale, first: SaleDraft, draft: SaleDraft, locale: string): Change[] {
  const [was, now] = [figuresOf(first, locale), figuresOf(draft, locale)];
  const all: Change[] = [
    { field: 'units', kind: 'units', before: sale.quantity, after: now.units },
    { field: 'price', kind: 'money', before: was.price, after: now.price },
    { field: 'revenue', kind: 'money', before: was.revenue, after: now.revenue },
    { field: 'when', kind: 'clock', before: first.clock, after: draft.clock },
    { field: 'store', kind: 'text', before: first.store, after: draft.store },
    { field: 'product', kind: 'text', before: sale.product, after: draft.product ?? sale.product },
    { field: 'promotion', kind: 'text', before: first.promotion.trim(), after: draft.promotion.trim() },
    { field: 'group', kind: 'text', before: first.group.trim(), after: draft.group.trim() },
  ];
  const isOther = ({ field, before, after }: Change) =>
    field === 'revenue'
      ? (before === null) !== (after === null) || Math.abs(Number(before) - Number(after)) >= NEARLY / 50
      : before !== after;
  return all.filter(isOther);
}
