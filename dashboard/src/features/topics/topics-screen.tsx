import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** Topics, their messages, and messages that could not be taken. */
export function TopicsScreen() {
  return (
    <Page title="Topics">
      <Empty title="Topics" />
    </Page>
  );
}
