import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import {
  choosePasswordMutation,
  readOwnAccountQueryKey,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { PasswordFields, readPasswords } from '@/shared/session/password-fields';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { words } from './words';

/** Chooses another password; this browser stays signed in. */
export function PasswordCard() {
  const text = useText(words);
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [differ, setDiffer] = useState(false);
  const choose = useMutation({
    ...choosePasswordMutation(),
    onSuccess: (me) => {
      queries.setQueryData(readOwnAccountQueryKey(), me);
      form.current?.reset();
      tell(text('changed'));
    },
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const body = readPasswords(event.currentTarget);
    setDiffer(body === null);
    if (body) choose.mutate({ body });
  };
  return (
    <Card title={text('password')} hint={text('passwordHint')}>
      <form ref={form} onSubmit={send} className="flex max-w-md flex-col gap-3">
        <PasswordFields current={text('current')} differ={differ} />
        {choose.isError && <Failed error={choose.error} />}
        <div>
          <Button type="submit" disabled={choose.isPending}>
            {text('change')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
