import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** Brings a file of sales in, step by step. */
export function ImportScreen() {
  return (
    <Page title="Import">
      <Empty title="Import" />
    </Page>
  );
}
