import { defineText, useText } from './define-text';

const words = defineText(
  'change-reasons',
  {
    promotion: 'Promotion',
    event: 'Event',
    price: 'Price',
    competitor: 'Competitor',
    weather: 'Weather',
    supply: 'Supply',
    assortment: 'Assortment',
    trend: 'Trend',
    data_error: 'Fault in the data',
    other: 'Something else',
  },
  {
    promotion: 'Aktion',
    event: 'Ereignis',
    price: 'Preis',
    competitor: 'Wettbewerb',
    weather: 'Wetter',
    supply: 'Lieferung',
    assortment: 'Sortiment',
    trend: 'Trend',
    data_error: 'Fehler in den Daten',
    other: 'Etwas anderes',
  },
);

/** Why somebody changes a forecast. */
export const REASONS = Object.keys(words.en) as (keyof typeof words.en)[];

/** What finds a reason's name; one that isn't known is shown as it is. */
export function useReason(): (reason: string) => string {
  const text = useText(words);
  return (reason) => {
    const known = REASONS.find((name) => name === reason);
    return known ? text(known) : reason;
  };
}
