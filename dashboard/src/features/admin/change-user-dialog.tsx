import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { changeUser, showUser, type User } from '@/shared/api/generated';
import { showUserQueryKey } from '@/shared/api/generated/@tanstack/react-query.gen';
import { problemOf } from '@/shared/api/problem';
import { refreshTags } from '@/shared/api/refresh';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Failed, Loading } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { RoleSelect } from './role-select';
import { StoreLimits } from './store-limits';
import { UserAccess } from './user-access';
import { words } from './words';

interface Tagged {
  user: User;
  tag: string | null;
}

async function readUser(id: number, signal?: AbortSignal): Promise<Tagged> {
  const { data, response } = await showUser({ path: { user_id: id }, throwOnError: true, signal });
  return { user: data, tag: response.headers.get('ETag') };
}

/** What somebody is and sees; and their password, keys, and removal. */
export function ChangeUserDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const text = useText(words);
  const found = useQuery({
    queryKey: [...showUserQueryKey({ path: { user_id: id } }), 'with its tag'],
    queryFn: ({ signal }) => readUser(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  return (
    <Dialog open onClose={onClose} title={found.data?.user.name ?? text('change')}>
      {found.isError && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Loading className="h-96" />}
      {found.data && (
        <div className="flex flex-col gap-6">
          <Editor first={found.data} onClose={onClose} />
          <UserAccess user={found.data.user} onClose={onClose} />
        </div>
      )}
    </Dialog>
  );
}

function Editor({ first, onClose }: { first: Tagged; onClose: () => void }) {
  const text = useText(words);
  const queries = useQueryClient();
  const [tag, setTag] = useState(first.tag);
  const [name, setName] = useState(first.user.name);
  const [role, setRole] = useState(first.user.role);
  const [stores, setStores] = useState<number[] | 'all'>(first.user.store_ids ?? 'all');
  const [isActive, setIsActive] = useState(first.user.is_active);
  const [theirs, setTheirs] = useState<User | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (stores.length === 0) return;
    setIsBusy(true);
    setError(null);
    try {
      await changeUser({
        path: { user_id: first.user.id },
        headers: { 'if-match': tag },
        body: { name: name.trim(), role, store_ids: stores, is_active: isActive },
        throwOnError: true,
      });
      tell(text('userChanged', { name }));
      await refreshTags(queries, 'users');
      onClose();
    } catch (caught) {
      setError(caught);
      if (problemOf(caught).status === 412) {
        const now = await readUser(first.user.id).catch(() => null);
        if (now) {
          setTheirs(now.user);
          setTag(now.tag);
          setError(null);
        }
      }
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void send(event)} className="flex flex-col gap-4">
      {theirs && (
        <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-warn">
          {text('changedMeanwhile', { now: `${theirs.name}, ${text(theirs.role)}` })}
        </p>
      )}
      <p className="text-ink-soft">{first.user.email}</p>
      <Field
        label={text('name')}
        value={name}
        required
        maxLength={100}
        onChange={(event) => setName(event.target.value)}
      />
      <RoleSelect value={role} onChange={setRole} />
      <StoreLimits
        value={stores}
        onChange={setStores}
        error={stores.length === 0 ? text('noStore') : undefined}
      />
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={isActive}
          onChange={(event) => setIsActive(event.target.checked)}
        />
        {text('mayLogIn')}
      </label>
      {error !== null && <Failed error={error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{text('cancel')}</Button>
        <Button type="submit" look="primary" disabled={isBusy || stores.length === 0}>
          {text('keep')}
        </Button>
      </div>
    </form>
  );
}
