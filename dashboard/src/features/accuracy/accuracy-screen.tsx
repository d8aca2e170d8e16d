import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** How good past forecasts were. */
export function AccuracyScreen() {
  return (
    <Page title="Accuracy">
      <Empty title="Accuracy" />
    </Page>
  );
}
