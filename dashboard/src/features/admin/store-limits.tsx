import { useQuery } from '@tanstack/react-query';
import { listStoresOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useText } from '@/shared/text/define-text';
import { Segments } from '@/shared/ui/segments';
import { words } from './words';

/** Which stores somebody sees: all, or some. */
export function StoreLimits({
  value,
  onChange,
  error,
}: {
  value: number[] | 'all';
  onChange: (value: number[] | 'all') => void;
  error: string | undefined;
}) {
  const text = useText(words);
  const stores = useQuery({ ...listStoresOptions({ query: { limit: 1000 } }), staleTime: 5 * 60_000 });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium text-ink-soft">{text('stores')}</legend>
      <div>
        <Segments
          label={text('stores')}
          value={value === 'all' ? 'all' : 'some'}
          options={[
            { value: 'all', label: text('allStores') },
            { value: 'some', label: text('onlyStores') },
          ]}
          onChange={(next) => onChange(next === 'all' ? 'all' : [])}
        />
      </div>
      {value !== 'all' && (
        <div className="grid grid-cols-1 max-h-48 gap-x-4 gap-y-1 overflow-y-auto rounded-md border border-line p-2 sm:grid-cols-2">
          {(stores.data?.items ?? []).map((store) => (
            <label key={store.id} className="flex items-center gap-2">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={value.includes(store.id)}
                onChange={(event) =>
                  onChange(
                    event.target.checked ? [...value, store.id] : value.filter((id) => id !== store.id),
                  )
                }
              />
              <span className="truncate">
                {store.name} <span className="text-ink-faint">{store.code}</span>
              </span>
            </label>
          ))}
        </div>
      )}
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}
