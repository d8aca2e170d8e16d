import type { EventGiven } from '@/shared/api/generated';
import type { EventKind } from './words';

/** An event as it is typed. */
export interface Draft {
  name: string;
  kind: EventKind;
  from: string;
  to: string;
  storeId: number | undefined;
  storeCode: string | undefined;
  productId: number | undefined;
  sku: string | undefined;
  category: string | undefined;
  /** In percent, as typed. */
  discount: string;
}

/** A share off, from 0 to 1; null where none is typed, undefined where it is no number from 0 to 100. */
export function discountOf(typed: string): number | null | undefined {
  const text = typed.trim().replace('%', '').replace(',', '.').trim();
  if (text === '') return null;
  const percent = Number(text);
  if (!Number.isFinite(percent) || percent < 0 || percent > 100) return undefined;
  return Math.round(percent * 1e6) / 1e8;
}

/** A draft as the service takes it. */
export function bodyOf(draft: Draft): EventGiven {
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    starts_on: draft.from,
    ends_on: draft.to,
    store_id: draft.storeId ?? null,
    product_id: draft.productId ?? null,
    category: draft.productId === undefined ? (draft.category ?? null) : null,
    discount: discountOf(draft.discount) ?? null,
  };
}

/** A share off as it would be typed: 0.125 as 12.5. */
export function typedDiscount(share: number | null | undefined): string {
  return share == null ? '' : String(Math.round(share * 1e6) / 1e4);
}
