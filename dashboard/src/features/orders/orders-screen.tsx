import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** What runs short, and what to order. */
export function OrdersScreen() {
  return (
    <Page title="Orders">
      <Empty title="Orders" />
    </Page>
  );
}
