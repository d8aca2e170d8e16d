import type { ExplainedForecast, ReasonPart } from '@/shared/api/generated';
import type { Format } from '@/shared/format/format';
import { isKnown, type ReasonText } from './reason-words';

const SLIGHT = 0.005;

/** What moves a forecast, in the middle of a sentence: “Saturday”, “price 20% lower”. */
export function writeCause({ what, name, amount }: ReasonPart, text: ReasonText, format: Format): string {
  if (what === 'holiday' && name !== null && amount !== null) {
    if (amount === 0) return name;
    return text(amount < 0 ? 'beforeHoliday' : 'afterHoliday', { count: Math.abs(amount), name });
  }
  if (what === 'weekday' && amount !== null) return nameOf(format, { weekday: 'long' }, amount, 1);
  if (what === 'time_of_year' && amount !== null)
    return `${text('time_of_year')} (${nameOf(format, { month: 'long' }, 1, amount)})`;
  if (what === 'price' && amount !== null) {
    if (Math.abs(amount) < SLIGHT) return text('priceAsUsual');
    return text(amount > 0 ? 'priceHigher' : 'priceLower', { share: format.percent(Math.abs(amount)) });
  }
  if (what === 'promotion' && name !== null) return `${text('promotion')} (${name})`;
  if (what === 'other_model' && name !== null) return text('otherModel', { name });
  if (what === 'column' && name !== null) return name;
  return isKnown(what) ? text(what) : what;
}

/** Why a product is forecast as it is, in a sentence. */
export function writeReason(explained: ExplainedForecast, text: ReasonText, format: Format): string {
  const { ahead, usual, days, parts, overall, no_cause } = explained;
  if (ahead <= 0) return text('forecastZero');
  if (usual === null) return text('newcomer', { ahead: format.units(ahead) });
  const change = format.percent(ahead / usual - 1, { signed: true });
  const head = text('head', { count: days, ahead: format.units(ahead), usual: format.units(usual), change });
  if (parts !== null) {
    const effects = parts.map(
      (part) => `${writeCause(part, text, format)} ${format.percent(part.effect, { signed: true })}`,
    );
    return `${head}: ${effects.join(', ') || text('ordinary')}.`;
  }
  if (overall.length > 0) {
    const names = overall.map((part) => `${writeCause(part, text, format)} (${format.percent(part.effect)})`);
    const list = new Intl.ListFormat(format.locale).format(names);
    return `${head}. ${text('overall', { names: list })}`;
  }
  if (no_cause === null) return `${head}.`;
  return `${head}. ${text(no_cause.uses_columns ? 'cannotTell' : 'salesAlone', { model: no_cause.model })}`;
}

/** The name of a weekday (1 for Monday) or month: 1 January 2024 was a Monday. */
function nameOf(format: Format, options: Intl.DateTimeFormatOptions, day: number, month: number): string {
  return new Intl.DateTimeFormat(format.locale, options).format(new Date(2024, month - 1, day, 12));
}
