import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { SeriesRow } from '@/shared/api/generated';
import { Sparkline } from '@/shared/charts/sparkline';
import type { Format } from '@/shared/format/format';
import type { Say } from '@/shared/text/define-text';
import { Badge, type Tone } from '@/shared/ui/badge';
import type { Reason } from './series-query';
import type { productsWords } from './words';

export type Text = Say<(typeof productsWords)['en']>;

export interface SeriesColumn {
  key: string;
  label: string;
  hint?: string;
  isNumber?: boolean;
  isSortable?: boolean;
  /** Left out where the screen is narrow. */
  isWide?: boolean;
  cell: (row: SeriesRow) => ReactNode;
}

const TONES: Record<Reason, Tone> = {
  out_of_stock: 'bad',
  runs_out: 'bad',
  no_forecast: 'warn',
  no_sales: 'neutral',
  biased: 'warn',
};
/** Widths of all columns, and of those that a narrow screen has. */
export const WIDE_GRID =
  'lg:grid-cols-[minmax(10rem,1.6fr)_minmax(4.5rem,.7fr)_7rem_9rem_6rem_5rem_3.5rem_3.5rem_5rem_3rem_minmax(3.5rem,.6fr)]';
export const NARROW_GRID = 'grid-cols-[minmax(0,1fr)_6rem_4.5rem]';

const MOST_DAYS = 365;

function two(main: ReactNode, below: ReactNode): ReactNode {
  return (
    <>
      <span className="block truncate">{main}</span>
      <span className="block truncate text-xs text-ink-faint">{below}</span>
    </>
  );
}

/** The columns of the list, in their order. */
export function columnsOf(text: Text, format: Format): SeriesColumn[] {
  return [
    {
      key: 'product',
      label: text('product'),
      isSortable: true,
      cell: ({ product, store, exception }) =>
        two(
          <Link
            to="/products/$sku"
            params={{ sku: product.sku }}
            search={{ store: store.code }}
            className="font-medium hover:text-accent hover:underline"
          >
            {product.name}
          </Link>,
          <>
            <span className="lg:hidden">
              {store.code}
              {exception && (
                <>
                  {' · '}
                  <span className={TONES[exception] === 'bad' ? 'font-medium text-bad' : 'font-medium'}>
                    {text(exception)}
                  </span>
                </>
              )}
            </span>
            <span className="hidden lg:inline">
              {[product.sku === product.name ? null : product.sku, product.category]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </>,
        ),
    },
    {
      key: 'store',
      label: text('store'),
      isSortable: true,
      isWide: true,
      cell: ({ store }) => two(store.name, store.code === store.name ? '' : store.code),
    },
    {
      key: 'exception',
      label: text('exception'),
      isSortable: true,
      isWide: true,
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          {row.exception && <Badge tone={TONES[row.exception]}>{text(row.exception)}</Badge>}
          {row.stale && <Badge tone="warn">{text('stale')}</Badge>}
        </span>
      ),
    },
    {
      key: 'units',
      label: text('trend'),
      isSortable: true,
      isWide: true,
      cell: (row) => (
        <>
          <span className="sr-only">{text('trendOf', { sold: format.units(row.units) })}</span>
          <Sparkline past={row.sold} mean={row.mean} lower={row.lower} upper={row.upper} width={140} />
        </>
      ),
    },
    {
      key: 'next_mean',
      label: text('next'),
      hint: text('nextHint'),
      isNumber: true,
      isSortable: true,
      cell: (row) =>
        two(
          <span className="font-medium">{format.units(row.next_mean)}</span>,
          row.next_lower == null ? '' : `${format.units(row.next_lower)} – ${format.units(row.next_upper)}`,
        ),
    },
    {
      key: 'change',
      label: text('lastYear'),
      hint: text('lastYearHint'),
      isNumber: true,
      isSortable: true,
      cell: (row) =>
        two(
          format.units(row.last_year),
          row.change == null ? '' : format.percent(row.change, { signed: true }),
        ),
    },
    {
      key: 'wape',
      label: text('wape'),
      hint: text('wapeHint'),
      isNumber: true,
      isSortable: true,
      isWide: true,
      cell: (row) => format.percent(row.wape),
    },
    {
      key: 'bias',
      label: text('bias'),
      hint: text('biasHint'),
      isNumber: true,
      isSortable: true,
      isWide: true,
      cell: (row) => format.percent(row.bias, { signed: true }),
    },
    {
      key: 'days_of_cover',
      label: text('cover'),
      hint: text('coverHint'),
      isNumber: true,
      isSortable: true,
      isWide: true,
      cell: (row) => {
        if (row.stock == null) return '–';
        const days = row.days_of_cover;
        const shown =
          days == null ? '' : `${days > MOST_DAYS ? '> ' : ''}${format.units(Math.min(days, MOST_DAYS))}`;
        return two(
          days == null ? '–' : text('days', { count: Math.round(days), shown }),
          text('left', { units: format.units(row.stock) }),
        );
      },
    },
    {
      key: 'turnover_class',
      label: text('class'),
      hint: text('classHint'),
      isSortable: true,
      isWide: true,
      cell: (row) => `${row.turnover_class ?? ''}${row.variation_class ?? ''}` || '–',
    },
    {
      key: 'owner',
      label: text('owner'),
      isSortable: true,
      isWide: true,
      cell: ({ owner }) => <span className="block truncate">{owner?.name ?? '–'}</span>,
    },
  ];
}
