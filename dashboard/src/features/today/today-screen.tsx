import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** What today and the coming weeks sell, and what needs a person. */
export function TodayScreen() {
  return (
    <Page title="Today">
      <Empty title="Today" />
    </Page>
  );
}
