import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import {
  choosePasswordMutation,
  readOwnAccountQueryKey,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Field } from '@/shared/ui/field';
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
    const typed = new FormData(event.currentTarget);
    const chosen = String(typed.get('new'));
    const isSame = chosen === typed.get('again');
    setDiffer(!isSame);
    if (isSame) choose.mutate({ body: { current: String(typed.get('current')), new: chosen } });
  };
  return (
    <Card title={text('password')} hint={text('passwordHint')}>
      <form ref={form} onSubmit={send} className="flex max-w-md flex-col gap-3">
        <Field
          label={text('current')}
          name="current"
          type="password"
          autoComplete="current-password"
          required
        />
        <Field label={text('chosen')} name="new" type="password" autoComplete="new-password" required />
        <Field
          label={text('again')}
          name="again"
          type="password"
          autoComplete="new-password"
          required
          error={differ ? text('differ') : undefined}
        />
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
