import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** All products in all stores, a row each. */
export function ProductsScreen() {
  return (
    <Page title="Products">
      <Empty title="Products" />
    </Page>
  );
}
