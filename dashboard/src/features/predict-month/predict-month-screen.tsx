import { useText } from '@/shared/text/define-text';
import { Page } from '@/shared/ui/page';
import { PredictForm } from './predict-form';
import { PredictionHistory } from './prediction-history';
import { predictMonthWords } from './words';

/** Predicts a month from the months before it, and keeps what was predicted. */
export function PredictMonthScreen() {
  const text = useText(predictMonthWords);
  return (
    <Page title={text('title')} hint={text('hint')}>
      <PredictForm />
      <PredictionHistory />
    </Page>
  );
}
