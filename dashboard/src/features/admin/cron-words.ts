import { defineText } from '@/shared/text/define-text';

export const cronWords = defineText(
  'cron',
  {
    everyMinute: 'every minute',
    everyMinutes: 'every {{count}} minutes',
    hourly: 'every hour at minute {{minute}}',
    everyHours: 'every {{count}} hours at minute {{minute}}',
    daily: 'every day at {{time}}',
    weekly: 'every {{days}} at {{time}}',
    monthly: 'on day {{day}} of every month at {{time}}',
    and: 'and',
  },
  {
    everyMinute: 'jede Minute',
    everyMinutes: 'alle {{count}} Minuten',
    hourly: 'jede Stunde zur Minute {{minute}}',
    everyHours: 'alle {{count}} Stunden zur Minute {{minute}}',
    daily: 'jeden Tag um {{time}}',
    weekly: 'jeden {{days}} um {{time}}',
    monthly: 'am {{day}}. jedes Monats um {{time}}',
    and: 'und',
  },
);

type CronText = (key: keyof typeof cronWords.en, values?: Record<string, string | number>) => string;

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** A Sunday. */
const SUNDAY = Date.UTC(2026, 10, 29);

function weekdayOf(part: string): number | null {
  const named = WEEKDAYS.indexOf(part.toUpperCase());
  if (named >= 0) return named;
  return /^[0-7]$/.test(part) ? Number(part) % 7 : null;
}

function weekdaysOf(field: string): number[] | null {
  const days: number[] = [];
  for (const part of field.split(',')) {
    const ends = part.split('-').map(weekdayOf);
    const [from, to = from] = ends;
    if (from == null || to == null || ends.length > 2) return null;
    for (let day = from; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === to) break;
    }
  }
  return days;
}

/**
 * A schedule in words; where it is one that has no short words, its five fields as they are.
 *
 * @param cron Minute, hour, day of the month, month, weekday.
 */
export function cronInWords(cron: string, text: CronText, locale: string): string {
  const fields = cron.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5 || month !== '*') return cron;
  const isEveryDay = day === '*' && weekday === '*';
  const step = /^\*\/(\d+)$/;
  if (isEveryDay && hour === '*') {
    const minutes = step.exec(minute);
    if (minute === '*') return text('everyMinute');
    if (minutes) return text('everyMinutes', { count: Number(minutes[1]) });
    if (/^\d+$/.test(minute)) return text('hourly', { minute: Number(minute) });
    return cron;
  }
  if (!/^\d+$/.test(minute)) return cron;
  const hours = step.exec(hour);
  if (isEveryDay && hours) return text('everyHours', { count: Number(hours[1]), minute: Number(minute) });
  if (!/^\d+$/.test(hour)) return cron;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (isEveryDay) return text('daily', { time });
  if (weekday === '*' && /^\d+$/.test(day)) return text('monthly', { day: Number(day), time });
  const weekdays = day === '*' ? weekdaysOf(weekday) : null;
  if (weekdays === null) return cron;
  const name = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const names = weekdays.map((number) => name.format(new Date(SUNDAY + number * 86_400_000)));
  const days = new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
  return text('weekly', { days, time });
}
