import type { Renewal } from '@/shared/api/generated';
import type { Format } from '@/shared/format/format';
import type { Say } from '@/shared/text/define-text';
import type { productWords } from '../words';

type ProductText = Say<(typeof productWords)['en']>;

/** Why a series was forecast anew: as somebody put it, or in the chosen language where the service says it. */
export function writeRenewal(
  because: string,
  renewal: Renewal | null,
  text: ProductText,
  format: Format,
): string {
  switch (renewal?.kind) {
    case 'end_of_day':
      return text('renewedEndOfDay', { day: format.date(renewal.day) });
    case 'late_sales':
      return text('renewedLateSales', { count: renewal.series ?? 0, series: format.count(renewal.series) });
    case 'changed_meanwhile':
      return text('renewedChangedMeanwhile');
    case 'asked':
      return text('renewedAsked');
    default:
      return because;
  }
}
