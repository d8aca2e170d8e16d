import { writeNumber } from '@/shared/format/typed-number';

const DECIMALS = 6;

/** Units as they stand in a field, so finely that nothing is left over where they are sent as they stand. */
export function writeUnits(units: number, locale: string): string {
  return writeNumber(units, locale, DECIMALS);
}
