import type { DayBefore } from '../api/generated';
import type { Format } from '../format/format';
import { defineText, type Say } from '../text/define-text';

export const yearBeforeWords = defineText(
  'year-before',
  {
    sameEvent: '{{event}}: {{day}}',
    insteadOf: '{{day}}, not {{event}}',
  },
  {
    sameEvent: '{{event}}: {{day}}',
    insteadOf: '{{day}}, nicht {{event}}',
  },
);

/** Why a day is compared with its day of last year: the event that both are, or the one that is left out. */
export function tellDayBefore(
  { before, event, instead_of }: DayBefore,
  text: Say<typeof yearBeforeWords.en>,
  format: Format,
): string | null {
  if (event) return text('sameEvent', { event, day: format.date(before) });
  if (instead_of) return text('insteadOf', { event: instead_of, day: format.date(before) });
  return null;
}
