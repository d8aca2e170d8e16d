import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** Jobs that wait, run and have ended. */
export function JobsScreen() {
  return (
    <Page title="Jobs">
      <Empty title="Jobs" />
    </Page>
  );
}
