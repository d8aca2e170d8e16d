import { useMemo } from 'react';
import { TimeChart } from '@/shared/charts/time-chart';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { projectStock } from './periods';
import { useOutlook } from './use-outlook';
import { productWords } from './words';

/** What is left of a store's stock each evening, if the expected is sold and nothing comes in. */
export function StockAhead({ sku, store, stock }: { sku: string; store: string; stock: number }) {
  const text = useText(productWords);
  const { outlook } = useOutlook(sku, store, 'day');
  const lines = useMemo(
    () => [
      {
        key: 'left',
        label: text('stockLine'),
        values: projectStock(Math.max(0, stock), outlook?.mean ?? []),
        colour: 'forecast' as const,
      },
    ],
    [outlook, stock, text],
  );
  if (!outlook) return null;
  return (
    <Card title={text('stockTitle')} hint={text('stockHint')}>
      <TimeChart label={text('stockTitle')} days={outlook.starts} lines={lines} height={180} />
    </Card>
  );
}
