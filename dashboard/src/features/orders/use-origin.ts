import { useFormat } from '@/shared/format/use-format';

/** What writes the forecasts that a proposal was made from, and their first day. */
export function useOrigin() {
  const format = useFormat();
  return (origin: Record<string, unknown> | null) => {
    const { runs, first_day: day } = origin ?? {};
    return {
      run: Array.isArray(runs) ? runs.join(', ') : '',
      day: format.date(typeof day === 'string' ? day : null),
    };
  };
}
