import { getRouteApi } from '@tanstack/react-router';
import { addDays } from '@/shared/format/days';
import { useText } from '@/shared/text/define-text';
import { Segments } from '@/shared/ui/segments';
import { ChoiceFields } from './choice-fields';
import type { Measure } from './compare-years';
import type { Grain } from './periods';
import { words } from './words';

const route = getRouteApi('/signed-in/data/sales');
const SPANS = [28, 91, 364, 728];

/** Which sales are shown, how they are added up, and in what. */
export function SalesFilters({ from, to, last }: { from: string; to: string; last: string }) {
  const text = useText(words);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (next: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  return (
    <div data-print="hide" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Segments<Grain>
          label={text('grain')}
          value={search.grain ?? 'day'}
          options={[
            { value: 'day', label: text('day') },
            { value: 'week', label: text('week') },
            { value: 'month', label: text('month') },
          ]}
          onChange={(grain) => set({ grain })}
        />
        <Segments<Measure>
          label={text('measure')}
          value={search.measure ?? 'units'}
          options={[
            { value: 'units', label: text('units') },
            { value: 'revenue', label: text('revenue') },
          ]}
          onChange={(measure) => set({ measure: measure === 'revenue' ? measure : undefined })}
        />
        <Segments
          label={text('span')}
          value={to === last ? String(SPANS.find((days) => addDays(last, 1 - days) === from) ?? '') : ''}
          options={SPANS.map((days) => ({ value: String(days), label: text('last', { count: days }) }))}
          onChange={(days) => set({ from: addDays(last, 1 - Number(days)), to: undefined })}
        />
      </div>
      <ChoiceFields choice={{ ...search, from, to }} onChange={set} />
    </div>
  );
}
