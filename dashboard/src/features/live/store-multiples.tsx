import { useQuery } from '@tanstack/react-query';
import { readTodayOfStoresOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { problemOf } from '@/shared/api/problem';
import { RangeBar } from '@/shared/charts/range-bar';
import { Sparkline } from '@/shared/charts/sparkline';
import { useFormat } from '@/shared/format/use-format';
import type { LiveEvent } from '@/shared/live/connection';
import { useStoreNames } from '@/shared/pickers/use-store-names';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { QueryView } from '@/shared/ui/query-view';
import { unitsByMinute } from './units-by-minute';
import { liveWords } from './words';

const MINUTES = 30;
const REFRESH_MS = 15_000;

/** Each store in a small picture: the day so far, where it will end, and the last half hour as it came in. */
export function StoreMultiples({ events }: { events: LiveEvent[] }) {
  const text = useText(liveWords);
  const format = useFormat();
  const storeName = useStoreNames();
  const stores = useQuery({
    ...readTodayOfStoresOptions({ query: { level: 0.8 } }),
    refetchInterval: REFRESH_MS,
  });
  const minutes = unitsByMinute(events, Date.now(), MINUTES);
  // Before the first forecast nothing is expected of any store yet.
  if (stores.isError && problemOf(stores.error).code === 'not_ready') return null;
  return (
    <QueryView query={stores} loadingClass="h-32">
      {({ items }) => (
        <section
          aria-label={text('stores')}
          className="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-4"
        >
          {items.map((item) => (
            <article
              key={item.store.id}
              className="rounded-lg border border-line bg-surface px-4 py-3 shadow-card"
            >
              <header className="flex items-baseline justify-between gap-3">
                <h2 className="truncate font-semibold">{storeName(item.store.code)}</h2>
                {item.behind ? (
                  <Badge tone="warn">{format.ago(item.last_sale)}</Badge>
                ) : (
                  <span className="text-sm text-ink-faint">{format.ago(item.last_sale)}</span>
                )}
              </header>
              <p className="mt-1 flex flex-wrap items-baseline gap-x-2">
                <span className="text-xl font-semibold">{format.units(item.sold)}</span>
                <span className="text-sm text-ink-faint">
                  {text('of', {
                    mean: format.units(item.mean),
                    lower: format.units(item.lower),
                    upper: format.units(item.upper),
                  })}
                </span>
              </p>
              <div className="my-2">
                <RangeBar
                  value={item.sold}
                  mean={item.mean}
                  lower={item.lower}
                  upper={item.upper}
                  max={1.1 * Math.max(1, item.upper ?? 0)}
                />
              </div>
              <div className="flex items-end justify-between gap-3 text-xs text-ink-faint">
                <span>{text('units')}</span>
                <Sparkline
                  past={minutes.get(item.store.code) ?? Array<number>(MINUTES).fill(0)}
                  width={160}
                  height={24}
                />
              </div>
            </article>
          ))}
        </section>
      )}
    </QueryView>
  );
}
