import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Package, SearchX } from 'lucide-react';
import { listProductsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { Empty } from '@/shared/ui/states';
import { productsWords } from './words';

/** Why there are no rows, and what to do: filters that match nothing, a service without sales, or a list to come. */
export function NoRows({
  isFiltered,
  isMade,
}: {
  isFiltered: boolean;
  /** Whether the list was worked out; undefined where that isn't known yet. */
  isMade: boolean | undefined;
}) {
  const text = useText(productsWords);
  const may = useMay();
  const products = useQuery({
    ...listProductsOptions({ query: { limit: 1 } }),
    enabled: !isFiltered && !isMade,
  });
  if (isFiltered) {
    return (
      <Empty icon={SearchX} title={text('empty')}>
        {text('emptyHint')}
      </Empty>
    );
  }
  if (!isMade && products.data?.items.length !== 0) {
    return (
      <Empty icon={Package} title={text('making')}>
        {text('makingHint')}
      </Empty>
    );
  }
  return (
    <Empty
      icon={Package}
      title={text('none')}
      action={
        may('import_sales') && (
          <Link to="/data/import" className={buttonClasses('primary')}>
            {text('bring')}
          </Link>
        )
      }
    >
      {text('noneHint')}
    </Empty>
  );
}
