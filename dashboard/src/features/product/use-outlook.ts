import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ExplainedForecast, Renewal } from '@/shared/api/generated';
import {
  readForecastOptions,
  readForecastTotalsOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import type { Grain } from './periods';

export const USUAL_LEVEL = 0.8;
const LEVELS = [0.6, USUAL_LEVEL, 0.95];

/** A range of the periods ahead. */
export interface OutlookRange {
  level: number;
  lower: (number | null)[];
  upper: (number | null)[];
}

/** What is expected of a product in a store, or in all of them together. */
export interface Outlook {
  starts: string[];
  mean: number[];
  /** What people's changes make of it; null where nobody changed it. */
  plan: (number | null)[];
  /** The widest first. */
  ranges: OutlookRange[];
  run: number;
  model: string;
  madeAt: string;
  cutoff: string;
  isStale: boolean;
  because: string | null;
  /** The same as data, where the service says it. */
  renewal: Renewal | null;
  reasons: string[];
  /** The reasons as data; null where the forecast is of an older version. */
  explained: ExplainedForecast | null;
}

/** The forecast of a store with three ranges, or of all stores with the one that sums are known to have. */
export function useOutlook(sku: string, store: string | undefined, grain: Grain) {
  const ofStore = useQuery({
    ...readForecastOptions({ query: { product: sku, store, grain, levels: LEVELS, overrides: true } }),
    enabled: store !== undefined,
  });
  const ofAll = useQuery({
    ...readForecastTotalsOptions({
      query: { product: sku, grain, level: USUAL_LEVEL, overrides: true, limit: 400 },
    }),
    enabled: store === undefined,
  });
  const outlook = useMemo<Outlook | undefined>(() => {
    const told = store === undefined ? undefined : ofStore.data?.stores[0];
    if (told) {
      return {
        starts: told.forecast.map((period) => period.date),
        mean: told.forecast.map((period) => period.mean),
        plan: told.forecast.map((period) => period.adjusted?.mean ?? null),
        ranges: [...LEVELS].reverse().map((level) => {
          const ends = told.forecast.map((period) => period.intervals.find((one) => one.level === level));
          return {
            level,
            lower: ends.map((one) => one?.lower ?? null),
            upper: ends.map((one) => one?.upper ?? null),
          };
        }),
        run: told.run,
        model: told.model_version,
        madeAt: told.made_at,
        cutoff: told.cutoff,
        isStale: told.stale,
        because: told.because,
        renewal: told.renewal ?? null,
        reasons: told.reasons,
        explained: told.explained ?? null,
      };
    }
    const sums = store === undefined ? ofAll.data : undefined;
    if (!sums || sums.items.length === 0) return undefined;
    return {
      starts: sums.items.map((item) => item.period),
      mean: sums.items.map((item) => item.mean),
      plan: sums.items.map((item) => item.adjusted?.mean ?? null),
      ranges: [
        {
          level: USUAL_LEVEL,
          lower: sums.items.map((item) => item.lower),
          upper: sums.items.map((item) => item.upper),
        },
      ],
      run: sums.run,
      model: sums.model_version,
      madeAt: sums.made_at,
      cutoff: sums.cutoff,
      isStale: sums.stale,
      because: null,
      renewal: null,
      reasons: [],
      explained: null,
    };
  }, [store, ofStore.data, ofAll.data]);
  return { outlook, query: store === undefined ? ofAll : ofStore };
}
