import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import {
  choosePasswordMutation,
  readOwnAccountQueryKey,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { defineText, useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { SignInFrame } from './sign-in-frame';

const words = defineText(
  'new-password',
  {
    title: 'Choose a password',
    hint: 'The one-time password was good for once. Choose one of twelve characters or more.',
    current: 'One-time password',
    chosen: 'New password',
    again: 'New password once more',
    differ: 'The two differ.',
    go: 'Keep it and go on',
  },
  {
    title: 'Passwort wählen',
    hint: 'Das Einmalpasswort galt einmal. Wählen Sie eines mit zwölf oder mehr Zeichen.',
    current: 'Einmalpasswort',
    chosen: 'Neues Passwort',
    again: 'Neues Passwort noch einmal',
    differ: 'Die beiden sind verschieden.',
    go: 'Speichern und weiter',
  },
);

/** Where the one-time password becomes one's own. */
export function NewPasswordScreen() {
  const text = useText(words);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [differ, setDiffer] = useState(false);
  const choose = useMutation({
    ...choosePasswordMutation(),
    onSuccess: (me) => {
      queries.setQueryData(readOwnAccountQueryKey(), me);
      void navigate({ to: '/' });
    },
  });

  useEffect(() => {
    document.title = `${text('title')} · Foresale`;
  });

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = String(form.get('new'));
    setDiffer(chosen !== form.get('again'));
    if (chosen === form.get('again'))
      choose.mutate({ body: { current: String(form.get('current')), new: chosen } });
  };

  return (
    <SignInFrame title={text('title')}>
      <form onSubmit={send} className="flex flex-col gap-4">
        <p className="text-ink-soft">{text('hint')}</p>
        <Field
          label={text('current')}
          name="current"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
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
        <Button type="submit" look="primary" className="justify-center" disabled={choose.isPending}>
          {text('go')}
        </Button>
      </form>
    </SignInFrame>
  );
}
