import type { Nudge } from '@/shared/api/generated';
import type { Format } from '@/shared/format/format';
import type { Say } from '@/shared/text/define-text';
import type { planWords } from './plan-words';

type PlanText = Say<(typeof planWords)['en']>;

/** What speaks against a change, in a sentence. */
export function writeNudge(nudge: Nudge, text: PlanText, format: Format): string {
  const { before, after, level, lower, upper, record } = nudge;
  if (nudge.kind === 'within_noise' && level !== null) {
    return text('withinNoise', {
      before: format.units(before),
      after: format.units(after),
      lower: format.units(lower),
      upper: format.units(upper),
      cases: format.percent(level),
    });
  }
  if (nudge.kind === 'against_record' && record !== null) {
    return text(record.direction === 'up' ? 'recordUp' : 'recordDown', {
      changes: format.count(record.changes),
      with: format.percent(record.error_with),
      without: format.percent(record.error_without),
      nearer: format.percent(record.nearer),
    });
  }
  return nudge.text;
}
