import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** Users, keys, schedules, the audit log and health. */
export function AdminScreen() {
  return (
    <Page title="Admin">
      <Empty title="Admin" />
    </Page>
  );
}
