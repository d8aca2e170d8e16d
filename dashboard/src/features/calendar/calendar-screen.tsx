import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** Promotions, holidays, closures and events. */
export function CalendarScreen() {
  return (
    <Page title="Calendar">
      <Empty title="Calendar" />
    </Page>
  );
}
