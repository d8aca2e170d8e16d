import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Role } from '@/shared/api/generated';
import { addUserMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { OneTimePassword } from './one-time-password';
import { RoleSelect } from './role-select';
import { StoreLimits } from './store-limits';
import { words } from './words';

/** Adds somebody, and shows the password for their first sign-in once. */
export function AddUserDialog({ onClose }: { onClose: () => void }) {
  const text = useText(words);
  const queries = useQueryClient();
  const [role, setRole] = useState<Role>('planner');
  const [stores, setStores] = useState<number[] | 'all'>('all');
  const [isIncomplete, setIsIncomplete] = useState(false);
  const add = useMutation({ ...addUserMutation(), onSuccess: () => refreshTags(queries, 'users') });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setIsIncomplete(stores.length === 0);
    if (stores.length === 0) return;
    add.mutate({
      body: { email: String(form.get('email')), name: String(form.get('name')), role, store_ids: stores },
    });
  };
  if (add.data)
    return (
      <Dialog open onClose={onClose} title={text('userAdded', { name: add.data.name })}>
        <OneTimePassword value={add.data.one_time_password} />
        <div className="mt-4 flex justify-end">
          <Button look="primary" onClick={onClose}>
            {text('close')}
          </Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog open onClose={onClose} title={text('addUser')}>
      <form onSubmit={send} className="flex flex-col gap-4">
        <Field
          label={text('email')}
          name="email"
          type="email"
          autoComplete="off"
          required
          autoFocus
          maxLength={254}
        />
        <Field label={text('name')} name="name" autoComplete="off" required maxLength={100} />
        <RoleSelect value={role} onChange={setRole} />
        <StoreLimits
          value={stores}
          onChange={setStores}
          error={isIncomplete && stores.length === 0 ? text('noStore') : undefined}
        />
        {add.isError && <Failed error={add.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="primary" disabled={add.isPending}>
            {text('addUser')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
