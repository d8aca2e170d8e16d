import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Person } from '@/shared/api/generated';
import {
  listOwnersOptions,
  listSeriesQueryKey,
  setOwnersMutation,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { useMay, useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Select } from '@/shared/ui/select';
import { tellProblem } from '@/shared/ui/toaster';
import { productWords } from '../words';

const MOST = 1000;
const NOBODY = '';

/** Who looks after a product, in all stores; whoever may change forecasts in all of them chooses. */
export function OwnerSelect({ productId, owner }: { productId: number; owner: Person | null }) {
  const text = useText(productWords);
  const may = useMay();
  const seesAll = useMe().store_ids === null;
  const canChoose = may('edit_forecasts') && seesAll;
  const queries = useQueryClient();
  const owners = useQuery({
    ...listOwnersOptions({ query: { limit: MOST } }),
    enabled: canChoose,
  });
  const choose = useMutation({
    ...setOwnersMutation(),
    onSuccess: () => void queries.invalidateQueries({ queryKey: [{ _id: listSeriesQueryKey()[0]._id }] }),
    onError: tellProblem,
  });
  if (!canChoose) return <>{owner?.name ?? text('nobody')}</>;
  const known = (owners.data?.items ?? []).map((one) => ({ value: String(one.id), label: one.name }));
  const value = choose.variables
    ? String(choose.variables.body.user_id ?? NOBODY)
    : String(owner?.id ?? NOBODY);
  if (owner && !known.some((one) => one.value === String(owner.id)))
    known.push({ value: String(owner.id), label: owner.name });
  return (
    <Select
      hideLabel
      label={text('owner')}
      value={value}
      onChange={(next) =>
        choose.mutate({ body: { user_id: next === NOBODY ? null : Number(next), product_ids: [productId] } })
      }
      options={[{ value: NOBODY, label: text('nobody') }, ...known]}
    />
  );
}
