import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** Predicts a month from the months before it. */
export function PredictMonthScreen() {
  return (
    <Page title="Predict a month">
      <Empty title="Predict a month" />
    </Page>
  );
}
