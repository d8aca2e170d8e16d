import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { PackageX } from 'lucide-react';
import { listProductsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Page } from '@/shared/ui/page';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import { ProductView } from './product-view';
import { productWords } from './words';

const route = getRouteApi('/signed-in/products/$sku');

/** One product: what it sold, what it will sell, and why. */
export function ProductScreen() {
  const text = useText(productWords);
  const { sku } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const product = useQuery(listProductsOptions({ query: { sku, limit: 1 } }));
  const found = product.data?.items[0];
  if (found)
    return (
      <ProductView
        product={found}
        store={search.store}
        grain={search.grain ?? 'day'}
        lag={search.lag}
        onChange={(part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })}
      />
    );
  return (
    <Page title={sku}>
      <QueryView query={product} loadingClass="h-96">
        {() => (
          <Card>
            <Empty
              icon={PackageX}
              title={text('unknown')}
              action={
                <Link to="/products" className={buttonClasses()}>
                  {text('toProducts')}
                </Link>
              }
            >
              {text('unknownHint')}
            </Empty>
          </Card>
        )}
      </QueryView>
    </Page>
  );
}
