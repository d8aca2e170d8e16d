import { useMemo } from 'react';
import { addDays, daysBetween } from '@/shared/format/days';
import { spanBefore, useYearBefore } from '@/shared/year-before/use-year-before';
import { useSalesByDay } from './use-sales-by-day';

/** Days from one to another, both included. */
export interface DaySpan {
  first: string;
  last: string;
}

/** What each day of a span sold last year, and why it is beside that day; asked once for all of a screen. */
export function useLastYear({ first, last }: DaySpan, store: string | undefined) {
  const year = useYearBefore(first, last, { store });
  const spanned = spanBefore(first, last);
  const { data: sold } = useSalesByDay(spanned.from, spanned.to, store);
  return useMemo(() => {
    const firstSold = sold && [...sold.keys()].sort()[0];
    /** None where a day has no sale; null before the first sale. */
    const unitsBefore = (day: string): number | null => {
      const then = year.before(day);
      return firstSold !== undefined && then >= firstSold ? (sold?.get(then) ?? 0) : null;
    };
    /** Of some days together; null where one of them isn't known. */
    const sumBefore = (from: string, until: string): number | null => {
      let sum = 0;
      for (let at = 0; at <= daysBetween(from, until); at += 1) {
        const units = unitsBefore(addDays(from, at));
        if (units === null) return null;
        sum += units;
      }
      return sum;
    };
    return { unitsBefore, sumBefore, notes: year.notes, isLoading: sold === undefined };
  }, [year, sold]);
}
