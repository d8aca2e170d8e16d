import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** One product: what it sold, what it will sell, and why. */
export function ProductScreen() {
  return (
    <Page title="Product">
      <Empty title="Product" />
    </Page>
  );
}
