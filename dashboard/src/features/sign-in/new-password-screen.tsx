import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import {
  choosePasswordMutation,
  readOwnAccountQueryKey,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { PasswordFields, readPasswords } from '@/shared/session/password-fields';
import { defineText, useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Failed } from '@/shared/ui/states';
import { SignInFrame } from './sign-in-frame';

const words = defineText(
  'new-password',
  {
    title: 'Choose a password',
    hint: 'The one-time password was good for once. Choose one of twelve characters or more.',
    current: 'One-time password',
    go: 'Keep it and go on',
  },
  {
    title: 'Passwort wählen',
    hint: 'Das Einmalpasswort galt einmal. Wählen Sie eines mit zwölf oder mehr Zeichen.',
    current: 'Einmalpasswort',
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
    const body = readPasswords(event.currentTarget);
    setDiffer(body === null);
    if (body) choose.mutate({ body });
  };

  return (
    <SignInFrame title={text('title')}>
      <form onSubmit={send} className="flex flex-col gap-4">
        <p className="text-ink-soft">{text('hint')}</p>
        <PasswordFields current={text('current')} differ={differ} autoFocus />
        {choose.isError && <Failed error={choose.error} />}
        <Button type="submit" look="primary" className="justify-center" disabled={choose.isPending}>
          {text('go')}
        </Button>
      </form>
    </SignInFrame>
  );
}
