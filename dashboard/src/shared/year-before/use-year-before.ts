import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DayBefore } from '../api/generated';
import { readYearBeforeOptions } from '../api/generated/@tanstack/react-query.gen';
import { addDays, daysBetween, yearBefore } from '../format/days';
import { useFormat } from '../format/use-format';
import { useText } from '../text/define-text';
import { tellDayBefore, yearBeforeWords } from './year-before-words';

/** What the service answers for at once; longer spans are compared by weekdays alone. */
const MOST_DAYS = 1000;
/** How far from 52 weeks earlier the day of last year may lie. */
const REACH_DAYS = 49;

/** What is looked at: the events of other products and stores don't move its days. */
export interface LookedAt {
  store?: string | undefined;
  product?: string | undefined;
  category?: string | undefined;
}

export interface YearBefore {
  /** The day of last year that a day is compared with. */
  before: (day: string) => string;
  /** Why it is that day, in words, by day; nothing where the weekday alone decides. */
  notes: ReadonlyMap<string, string>;
}

/** All days of last year that some days may be compared with. */
export function spanBefore(first: string, last: string): { from: string; to: string } {
  return { from: addDays(yearBefore(first), -REACH_DAYS), to: addDays(yearBefore(last), REACH_DAYS) };
}

/** The day of last year for each day of a span: the same event's where it is known, else the same weekday's. */
export function useYearBefore(first: string, last: string, of: LookedAt, isWanted = true): YearBefore {
  const text = useText(yearBeforeWords);
  const format = useFormat();
  const language = useTranslation().i18n.language === 'de' ? ('de' as const) : ('en' as const);
  const days = daysBetween(first, last) + 1;
  const { data } = useQuery({
    ...readYearBeforeOptions({ query: { ...of, from: first, to: last, language } }),
    enabled: isWanted && days >= 1 && days <= MOST_DAYS,
    placeholderData: (earlier) => earlier,
  });
  return useMemo(() => {
    const found = new Map<string, DayBefore>(data?.items.map((item) => [item.day, item]));
    const notes = new Map<string, string>();
    for (const item of found.values()) {
      const note = tellDayBefore(item, text, format);
      if (note) notes.set(item.day, note);
    }
    return { before: (day) => found.get(day)?.before ?? yearBefore(day), notes };
  }, [data, text, format]);
}
