/** How one language writes what the pages show; a value that isn't there is a dash. */
export interface Format {
  locale: string;
  /** Units: whole from a hundred on, with one decimal below where they aren't whole, with two where one says 0. */
  units: (value: number | null | undefined) => string;
  /** A number as it stands, with two decimals at most. */
  amount: (value: number | null | undefined) => string;
  /** A count, whole. */
  count: (value: number | null | undefined) => string;
  /** 12,345 as 12.3K, where there is little room. */
  short: (value: number | null | undefined) => string;
  /** An axis' marks, short and never rounded: 1,000 and 1,250 as 1K and 1.25K. */
  marks: (values: readonly number[]) => string[];
  /** .123 as 12% in English and 12 % in German; with `signed`, +12%. */
  percent: (
    value: number | null | undefined,
    options?: { signed?: boolean; digits?: number; isPadded?: boolean },
  ) => string;
  /** An amount, with the currency where the service names it. */
  money: (value: number | string | null | undefined) => string;
  /** 2026-11-28 as 28 Nov 2026; `day` alone without the year. */
  date: (iso: string | null | undefined) => string;
  day: (iso: string | null | undefined) => string;
  weekday: (iso: string | null | undefined) => string;
  month: (iso: string | null | undefined) => string;
  /** 2026-11-01 as Nov 2026. */
  shortMonth: (iso: string | null | undefined) => string;
  /** A moment in the reader's own time zone. */
  time: (iso: string | null | undefined) => string;
  moment: (iso: string | null | undefined) => string;
  /** 3 minutes ago. */
  ago: (iso: string | null | undefined, now?: number) => string;
}

const NOTHING = '–';
const LOCALES: Record<string, string> = { en: 'en-GB', de: 'de-DE' };
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const MARK_DIGITS = [0, 1, 2, 3];
const THOUSAND = 1000;

/** Whether so many decimals say all of a value, written in thousands, millions … */
function isWritten(value: number, digits: number): boolean {
  let scaled = Math.abs(value);
  while (scaled >= THOUSAND) scaled /= THOUSAND;
  const steps = scaled * 10 ** digits;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}

/** A day's text is a day, not a moment: it must not slip by the time zone. */
function dayOf(iso: string): Date {
  return new Date(`${iso.slice(0, 10)}T12:00:00`);
}

/**
 * What writes values in a language.
 *
 * @param currency Of all amounts, such as EUR; null where nobody told it.
 */
export function formatFor(language: string, currency: string | null = null): Format {
  const locale = LOCALES[language] ?? language;
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const hundredths = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const cents = new Intl.NumberFormat(
    locale,
    currency === null
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : { style: 'currency', currency, currencyDisplay: 'narrowSymbol' },
  );
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const marksWith = MARK_DIGITS.map((maximumFractionDigits) => ({
    digits: maximumFractionDigits,
    format: new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits }),
  }));
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
  // To make a formatter takes a hundred times as long as to use it, and lists show thousands of shares.
  const made = new Map<string, Intl.NumberFormat>();
  const percents = (digits: number, signed: boolean, isPadded: boolean) => {
    const kind = `${digits}${signed}${isPadded}`;
    const found = made.get(kind);
    if (found) return found;
    const written = new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: isPadded ? digits : 0,
      maximumFractionDigits: digits,
      signDisplay: signed ? 'exceptZero' : 'auto',
    });
    made.set(kind, written);
    return written;
  };
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const written = new Intl.DateTimeFormat(locale, options);
    return (iso: string | null | undefined) => (iso ? written.format(dayOf(iso)) : NOTHING);
  };
  const moments = (options: Intl.DateTimeFormatOptions) => {
    const written = new Intl.DateTimeFormat(locale, options);
    return (iso: string | null | undefined) => (iso ? written.format(new Date(iso)) : NOTHING);
  };
  const month = dates({ month: 'long', year: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    locale,
    units: (value) => {
      if (value == null || Number.isNaN(value)) return NOTHING;
      if (Math.abs(value) < 0.05) return hundredths.format(Math.abs(value) < 0.005 ? 0 : value);
      return (Math.abs(value) < 100 ? tenths : whole).format(value);
    },
    amount: (value) => (value == null ? NOTHING : hundredths.format(value)),
    count: (value) => (value == null ? NOTHING : whole.format(value)),
    short: (value) => (value == null ? NOTHING : short.format(value)),
    marks: (values) => {
      const exact = marksWith.find(({ digits }) => values.every((value) => isWritten(value, digits)));
      return values.map((value) => (exact?.format ?? plain).format(value));
    },
    percent: (value, { signed = false, digits = 0, isPadded = false } = {}) => {
      if (value == null || !Number.isFinite(value)) return NOTHING;
      return percents(digits, signed, isPadded).format(value);
    },
    money: (value) => {
      if (value == null || value === '') return NOTHING;
      const amount = Number(value);
      // Less than half a cent is none, and has no sign.
      return cents.format(Math.abs(amount) < 0.005 ? 0 : amount);
    },
    date: dates({ day: 'numeric', month: 'short', year: 'numeric' }),
    day: dates({ day: 'numeric', month: 'short' }),
    weekday: dates({ weekday: 'short', day: 'numeric', month: 'short' }),
    month,
    // Three letters, where British English would write Sept.
    shortMonth: (iso) => month(iso).replace(/(\p{L}{3})\p{L}*/u, '$1'),
    time: moments({ hour: '2-digit', minute: '2-digit' }),
    moment: moments({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    ago: (iso, now = Date.now()) => {
      if (!iso) return NOTHING;
      const seconds = (new Date(iso).getTime() - now) / 1000;
      const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
      if (!step) return relative.format(Math.round(seconds), 'second');
      return relative.format(Math.round(seconds / step[1]), step[0]);
    },
  };
}
