import { useQuery } from '@tanstack/react-query';
import { listSuppliersOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useText } from '@/shared/text/define-text';
import { ordersWords } from './words';

const MOST = 500;

/** What finds a supplier's name by its code. */
export function useSupplierName(): (code: string | null) => string {
  const text = useText(ordersWords);
  const suppliers = useQuery({ ...listSuppliersOptions({ query: { limit: MOST } }), staleTime: 5 * 60_000 });
  return (code) => {
    if (code === null) return text('noSupplier');
    return suppliers.data?.items.find((one) => one.code === code)?.name ?? code;
  };
}
