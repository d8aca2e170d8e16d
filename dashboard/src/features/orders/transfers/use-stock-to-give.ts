import { useQuery } from '@tanstack/react-query';
import type { StockOfGiver, StockOfLine } from '@/shared/api/generated';
import {
  readStockOfGiverOptions,
  readStockToGiveOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';

const MOST = 100;

function byProduct(found: StockOfGiver): Map<number, StockOfLine> {
  return new Map(found.items.map((line) => [line.product_id, line]));
}

/** What a store has to give of products, by their ids; empty while no store or product is chosen. */
export function useStockToGive(store: number | undefined, products: number[]) {
  const asked = { store_id: store ?? 0, product_id: products.slice(0, MOST) };
  const stock = useQuery({
    ...readStockToGiveOptions({ query: asked }),
    enabled: store !== undefined && products.length > 0,
    // Another product leaves what is known of those before; another store doesn't.
    placeholderData: (before, query) => (query?.queryKey[0].query.store_id === store ? before : undefined),
    select: byProduct,
  });
  return store === undefined ? undefined : stock.data;
}

/** The same of a transfer's products, for who acts for the store that gives. */
export function useStockOfGiver(transfer: number, isAsked: boolean) {
  const stock = useQuery({
    ...readStockOfGiverOptions({ path: { transfer_id: transfer } }),
    enabled: isAsked,
    select: byProduct,
  });
  return isAsked ? stock.data : undefined;
}
