import { useQuery } from '@tanstack/react-query';
import { Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  listCategoriesOptions,
  listOwnersOptions,
  listStoresOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { INPUT_CLASSES } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { GROUPS, type Group, REASONS, type View } from './series-query';
import { productsWords } from './words';

const GROUP_NAMES: Record<Group, 'byCategory' | 'byStore' | 'byRegion' | 'byOwner'> = {
  category: 'byCategory',
  store: 'byStore',
  region: 'byRegion',
  owner: 'byOwner',
};
const TYPING_MS = 250;
const MOST = 1000;

/** What narrows the list; all of it stands in the link. */
export function Filters({ view, onChange }: { view: View; onChange: (part: Partial<View>) => void }) {
  const text = useText(productsWords);
  const stores = useQuery(listStoresOptions({ query: { limit: MOST, sort: 'code' } }));
  const categories = useQuery(listCategoriesOptions({ query: { limit: MOST } }));
  const owners = useQuery(listOwnersOptions({ query: { limit: MOST } }));
  const me = useMe();
  const [typed, setTyped] = useState(view.q ?? '');

  useEffect(() => setTyped(view.q ?? ''), [view.q]);
  useEffect(() => {
    if (typed === (view.q ?? '')) return;
    const timer = setTimeout(() => onChange({ q: typed || undefined }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, view.q, onChange]);

  const isNarrowed = Object.entries(view).some(
    ([name, value]) => name !== 'sort' && name !== 'group' && value,
  );
  const others = (owners.data?.items ?? []).filter((one) => one.products > 0 && one.id !== me.id);
  const group = `${view.turnover ?? ''}${view.variation ?? ''}`;
  return (
    <search data-print="hide" className="flex flex-wrap items-center gap-2">
      <label className="relative w-full sm:w-56">
        <span className="sr-only">{text('search')}</span>
        <Search aria-hidden className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint" />
        <input
          type="search"
          value={typed}
          placeholder={text('search')}
          onChange={(event) => setTyped(event.target.value)}
          className={`${INPUT_CLASSES} pl-8`}
        />
      </label>
      <Select
        hideLabel
        label={text('exception')}
        value={view.exception ?? ''}
        onChange={(exception) => onChange({ exception: exception || undefined })}
        options={[
          { value: '', label: text('allExceptions') },
          { value: 'any', label: text('anyException') },
          ...REASONS.map((reason) => ({ value: reason, label: text(reason) })),
        ]}
      />
      {view.city !== undefined && (
        <Button look="plain" onClick={() => onChange({ city: undefined, country: undefined })}>
          {[view.city, view.country].filter(Boolean).join(', ')}
          <X aria-hidden />
        </Button>
      )}
      {(stores.data?.items.length ?? 0) > 1 && (
        <Select
          hideLabel
          label={text('store')}
          value={view.store ?? ''}
          onChange={(store) => onChange({ store: store || undefined })}
          options={[
            { value: '', label: text('allStores') },
            ...(stores.data?.items ?? []).map((store) => ({ value: store.code, label: store.name })),
          ]}
        />
      )}
      <Select
        hideLabel
        label={text('category')}
        value={view.category ?? ''}
        onChange={(category) => onChange({ category: category || undefined })}
        options={[
          { value: '', label: text('allCategories') },
          ...(categories.data?.items ?? []).flatMap(({ name }) =>
            name ? [{ value: name, label: name }] : [],
          ),
        ]}
      />
      <Select
        hideLabel
        label={text('class')}
        value={group}
        onChange={(next) =>
          onChange({
            turnover: ['A', 'B', 'C'].find((one) => next.includes(one)) as View['turnover'],
            variation: ['X', 'Y', 'Z'].find((one) => next.includes(one)) as View['variation'],
          })
        }
        options={['', 'A', 'B', 'C', 'X', 'Y', 'Z', 'AX', 'AY', 'AZ', 'BX', 'BY', 'BZ', 'CX', 'CY', 'CZ'].map(
          (value) => ({ value, label: value || text('allClasses') }),
        )}
      />
      <Select
        hideLabel
        label={text('owner')}
        value={view.owner ?? ''}
        onChange={(owner) => onChange({ owner: owner || undefined })}
        options={[
          { value: '', label: text('allOwners') },
          { value: String(me.id), label: text('mine') },
          ...others.map((one) => ({ value: String(one.id), label: one.name })),
          { value: '0', label: text('noOwner') },
        ]}
      />
      <Select
        hideLabel
        label={text('group')}
        value={view.group ?? ''}
        onChange={(group) => onChange({ group: group === '' ? undefined : group })}
        options={[
          { value: '' as const, label: text('single') },
          ...GROUPS.map((group) => ({ value: group, label: text(GROUP_NAMES[group]) })),
        ]}
      />
      {isNarrowed && (
        <Button
          look="quiet"
          onClick={() =>
            onChange({
              q: undefined,
              exception: undefined,
              store: undefined,
              category: undefined,
              turnover: undefined,
              variation: undefined,
              country: undefined,
              city: undefined,
              owner: undefined,
            })
          }
        >
          <X aria-hidden />
          {text('clear')}
        </Button>
      )}
    </search>
  );
}
