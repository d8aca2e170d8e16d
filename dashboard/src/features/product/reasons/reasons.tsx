import type { ExplainedForecast } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import type { Outlook } from '../use-outlook';
import { productWords } from '../words';
import { shareOut } from './contributions';
import { useReasonText } from './reason-words';
import { writeCause, writeReason } from './write-reason';
import { writeRenewal } from './write-renewal';

/** Why a product is forecast so: what each reason adds, in sentences, and which forecast says so. */
export function Reasons({ outlook }: { outlook: Outlook }) {
  const text = useText(productWords);
  const reasonText = useReasonText();
  const format = useFormat();
  // A forecast of an older version has its sentence alone.
  const sentences = outlook.explained
    ? [writeReason(outlook.explained, reasonText, format)]
    : outlook.reasons;
  return (
    <Card title={text('reasons')}>
      {outlook.explained?.parts && outlook.explained.parts.length > 0 && (
        <Contributions explained={outlook.explained} />
      )}
      {sentences.length === 0 ? (
        <p className="text-ink-soft">{text('reasonsNone')}</p>
      ) : (
        sentences.map((sentence) => <p key={sentence}>{sentence}</p>)
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
        <p className="mt-1 text-sm text-ink-faint">
          {text('because', { because: writeRenewal(outlook.because, outlook.renewal, text, format) })}
        </p>
      )}
    </Card>
  );
}

function Contributions({ explained }: { explained: ExplainedForecast }) {
  const text = useText(productWords);
  const reasonText = useReasonText();
  const format = useFormat();
  const parts = shareOut(explained);
  const largest = Math.max(...parts.map((part) => Math.abs(part.units)), 1e-9);
  const signed = (units: number) => `${units > 0 ? '+' : ''}${format.units(units)}`;
  return (
    <table className="mb-3 w-full">
      <caption className="pb-1 text-left text-sm text-ink-faint">
        {text('contributions', { count: explained.days })}
      </caption>
      <tbody>
        <tr className="border-b border-line">
          <th scope="row" className="py-1 text-left font-normal">
            {text('usualDay')}
          </th>
          <td />
          <td className="text-right">{format.units(explained.usual)}</td>
        </tr>
        {parts.map((part) => (
          <tr key={part.reason?.what ?? ''} className="border-b border-line">
            <th scope="row" className="py-1 pr-3 text-left font-normal">
              {part.reason === null ? text('otherReasons') : writeCause(part.reason, reasonText, format)}
            </th>
            <td className="w-2/5 min-w-24">
              <Bar share={part.units / largest} />
            </td>
            <td className="pl-3 text-right whitespace-nowrap">{signed(part.units)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row" className="py-1 text-left font-medium">
            {text('expectedDay')}
          </th>
          <td />
          <td className="text-right font-medium">{format.units(explained.ahead)}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** A bar from the middle: to the right what raises the forecast, to the left what lowers it. */
function Bar({ share }: { share: number }) {
  const width = 50 * Math.min(1, Math.abs(share));
  return (
    <svg
      aria-hidden="true"
      className="block h-3 w-full"
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      role="presentation"
    >
      <rect
        x={share > 0 ? 50 : 50 - width}
        y="1"
        width={width}
        height="8"
        fill={share > 0 ? 'var(--forecast)' : 'var(--compare)'}
      />
      <line x1="50" x2="50" y1="0" y2="10" stroke="var(--line-strong)" strokeWidth="0.6" />
    </svg>
  );
}
