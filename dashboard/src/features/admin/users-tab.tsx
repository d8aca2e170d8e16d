import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import type { User } from '@/shared/api/generated';
import {
  listStoresOptions,
  listUsersInfiniteOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { Select } from '@/shared/ui/select';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { AddUserDialog } from './add-user-dialog';
import { ChangeUserDialog } from './change-user-dialog';
import { ROLES, words } from './words';

const route = getRouteApi('/signed-in/admin');
const ALL = 'all';

/** Who may come in, as what, and to which stores. */
export function UsersTab() {
  const text = useText(words);
  const format = useFormat();
  const me = useMe();
  const { role, user: open } = route.useSearch();
  const navigate = route.useNavigate();
  const [isAdding, setIsAdding] = useState(false);
  const users = useInfiniteQuery({
    ...byCursor(listUsersInfiniteOptions({ query: { role, limit: 100 } }), 'users'),
  });
  const stores = useQuery({ ...listStoresOptions({ query: { limit: 1000 } }), staleTime: 5 * 60_000 });
  const set = (next: { role?: typeof role; user?: number | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const codeOf = (id: number) => stores.data?.items.find((store) => store.id === id)?.code ?? `#${id}`;
  const rows = users.data?.pages.flatMap((page) => page.items) ?? [];
  const isLocked = (row: User) => row.locked_until !== null && Date.parse(row.locked_until) > Date.now();
  const columns: Column<User>[] = [
    {
      key: 'name',
      label: text('name'),
      cell: (row) => (
        <span className="flex items-center gap-2">
          <button
            type="button"
            className="text-left font-medium text-accent hover:underline"
            onClick={() => set({ user: row.id })}
          >
            {row.name}
          </button>
          {row.id === me.id && <Badge>{text('you')}</Badge>}
        </span>
      ),
    },
    { key: 'email', label: text('email'), className: 'text-ink-soft', cell: (row) => row.email },
    { key: 'role', label: text('role'), cell: (row) => text(row.role) },
    {
      key: 'stores',
      label: text('stores'),
      cell: (row) => row.store_ids?.map(codeOf).join(', ') ?? text('allStores'),
    },
    {
      key: 'state',
      label: text('state'),
      cell: (row) => (
        <span className="flex flex-wrap gap-1">
          {row.is_active ? (
            <Badge tone="good">{text('active')}</Badge>
          ) : (
            <Badge tone="bad">{text('inactive')}</Badge>
          )}
          {isLocked(row) && (
            <Badge tone="warn">{text('locked', { moment: format.moment(row.locked_until) })}</Badge>
          )}
          {row.must_change_password && <Badge tone="warn">{text('oneTime')}</Badge>}
        </span>
      ),
    },
    {
      key: 'since',
      label: text('since'),
      className: 'whitespace-nowrap',
      cell: (row) => format.date(row.created_at),
    },
  ];
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Select
          label={text('role')}
          className="w-44"
          value={role ?? ALL}
          options={[
            { value: ALL, label: text('allRoles') },
            ...ROLES.map((value) => ({ value, label: text(value) })),
          ]}
          onChange={(next) => set({ role: ROLES.find((known) => known === next) })}
        />
        <Button look="primary" onClick={() => setIsAdding(true)}>
          <UserPlus aria-hidden />
          {text('addUser')}
        </Button>
      </div>
      <Card flush>
        {users.isError && (
          <div className="p-4">
            <Failed error={users.error} retry={() => void users.refetch()} />
          </div>
        )}
        {users.isPending && <Loading className="m-4 h-64" />}
        {users.data && rows.length === 0 && <Empty icon={Users} title={text('noUsers')} />}
        {rows.length > 0 && (
          <DataTable label={text('users')} columns={columns} rows={rows} rowKey={(row) => row.id} />
        )}
        {users.hasNextPage && (
          <div className="border-t border-line p-3 text-center">
            <Button size="small" disabled={users.isFetching} onClick={() => void users.fetchNextPage()}>
              {text('more')}
            </Button>
          </div>
        )}
      </Card>
      {isAdding && <AddUserDialog onClose={() => setIsAdding(false)} />}
      {open !== undefined && (
        <ChangeUserDialog key={open} id={open} onClose={() => set({ user: undefined })} />
      )}
    </>
  );
}
