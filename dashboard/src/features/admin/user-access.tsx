import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { User } from '@/shared/api/generated';
import {
  endUserKeyMutation,
  listUserKeysOptions,
  removeUserMutation,
  resetPasswordMutation,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { useFormat } from '@/shared/format/use-format';
import { useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { OneTimePassword } from './one-time-password';
import { words } from './words';

/** Somebody's ways in: a new one-time password, their keys, and the end of the account. */
export function UserAccess({ user, onClose }: { user: User; onClose: () => void }) {
  const text = useText(words);
  const format = useFormat();
  const me = useMe();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'reset' | 'remove' | null>(null);
  const path = { user_id: user.id };
  const keys = useQuery(listUserKeysOptions({ path }));
  const reset = useMutation({
    ...resetPasswordMutation(),
    onSuccess: () => {
      setAsked(null);
      void refreshTags(queries, 'users');
    },
  });
  const remove = useMutation({
    ...removeUserMutation(),
    onSuccess: async () => {
      tell(text('userRemoved', { name: user.name }));
      onClose();
      await refreshTags(queries, 'users');
    },
  });
  const endKey = useMutation({ ...endUserKeyMutation(), onSuccess: () => void keys.refetch() });
  const living = (keys.data ?? []).filter((key) => key.revoked_at === null);
  return (
    <div className="flex flex-col gap-4 border-t border-line pt-4">
      <section>
        <h3 className="mb-1 font-medium">{text('keys')}</h3>
        {keys.data && living.length === 0 && <p className="text-ink-faint">{text('noKeys')}</p>}
        <ul className="flex flex-col gap-1">
          {living.map((key) => (
            <li key={key.id} className="flex flex-wrap items-center gap-3">
              <span className="font-medium">{key.name}</span>
              <code className="text-sm text-ink-faint">{key.prefix}…</code>
              <span className="text-sm text-ink-faint">
                {key.last_used_at
                  ? text('lastUsed', { ago: format.ago(key.last_used_at) })
                  : text('neverUsed')}
              </span>
              <span className="flex-1" />
              <Button
                size="small"
                look="quiet"
                disabled={endKey.isPending}
                onClick={() => endKey.mutate({ path: { ...path, key_id: key.id } })}
              >
                {text('endKey')}
              </Button>
            </li>
          ))}
        </ul>
        {endKey.isError && <Failed error={endKey.error} />}
      </section>
      {reset.data ? (
        <OneTimePassword value={reset.data.one_time_password} />
      ) : (
        user.id !== me.id && (
          <div className="flex flex-wrap items-center gap-2">
            <Button onClick={() => setAsked('reset')}>
              <KeyRound aria-hidden />
              {text('reset')}
            </Button>
            <Button look="danger" onClick={() => setAsked('remove')}>
              <Trash2 aria-hidden />
              {text('remove')}
            </Button>
          </div>
        )
      )}
      {asked && (
        <div role="alert" className="flex flex-col gap-2 rounded-md bg-warn-soft px-3 py-2">
          <p className="font-medium">
            {text(asked === 'reset' ? 'resetSure' : 'removeUser', { name: user.name })}
          </p>
          <p className="text-ink-soft">{text(asked === 'reset' ? 'resetHint' : 'removeUserHint')}</p>
          <div className="flex gap-2">
            <Button
              look="danger"
              disabled={reset.isPending || remove.isPending}
              onClick={() => (asked === 'reset' ? reset : remove).mutate({ path })}
            >
              {text(asked === 'reset' ? 'reset' : 'remove')}
            </Button>
            <Button onClick={() => setAsked(null)}>{text('cancel')}</Button>
          </div>
        </div>
      )}
      {(reset.isError || remove.isError) && <Failed error={reset.error ?? remove.error} />}
    </div>
  );
}
