import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import type { Outlook } from './use-outlook';
import { productWords } from './words';

/** Why a product is forecast so, in sentences, and which forecast says so. */
export function Reasons({ outlook }: { outlook: Outlook }) {
  const text = useText(productWords);
  const format = useFormat();
  return (
    <Card title={text('reasons')}>
      {outlook.reasons.length === 0 ? (
        <p className="text-ink-soft">{text('reasonsNone')}</p>
      ) : (
        <ul className="flex list-disc flex-col gap-1.5 pl-4">
          {outlook.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <p className="mt-3 text-sm text-ink-faint">
        {text('model', {
          run: outlook.run,
          model: outlook.model,
          ago: format.ago(outlook.madeAt),
          day: format.date(outlook.cutoff),
        })}{' '}
        {outlook.isStale && <Badge tone="warn">{text('stale', { day: format.date(outlook.cutoff) })}</Badge>}
      </p>
      {outlook.because && (
        <p className="mt-1 text-sm text-ink-faint">{text('because', { because: outlook.because })}</p>
      )}
    </Card>
  );
}
