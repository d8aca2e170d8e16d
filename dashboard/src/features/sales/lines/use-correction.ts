import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '@/shared/api/problem';
import { refreshTags } from '@/shared/api/refresh';
import { readStoredSale, type StoredSale } from './use-stored-sale';

/** What is made of sales, and so grows old by a correction. */
const STALE = ['sales', 'stock', 'forecasts'];

/** Corrects a sale; where somebody else did so meanwhile, tells what it says now: null where it is gone. */
export function useCorrection(id: number) {
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [conflict, setConflict] = useState<StoredSale | null | undefined>(undefined);
  const act = async <T>(deed: () => Promise<T>): Promise<T | undefined> => {
    setIsBusy(true);
    setError(null);
    try {
      const done = await deed();
      await refreshTags(queries, ...STALE);
      return done;
    } catch (caught) {
      const { status } = problemOf(caught);
      if (status === 412 || status === 404) {
        setConflict(await readStoredSale(id).catch(() => null));
        void refreshTags(queries, ...STALE);
      } else setError(caught);
      return undefined;
    } finally {
      setIsBusy(false);
    }
  };
  return { act, isBusy, error, conflict };
}
