import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** What happens at the service, as it happens. */
export function LiveScreen() {
  return (
    <Page title="Live">
      <Empty title="Live" />
    </Page>
  );
}
