import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** Sales by day, week and month. */
export function SalesScreen() {
  return (
    <Page title="Sales">
      <Empty title="Sales" />
    </Page>
  );
}
