import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect } from 'react';
import {
  beginSessionMutation,
  readOwnAccountQueryKey,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { defineText, useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { SignInFrame } from './sign-in-frame';

const words = defineText(
  'sign-in',
  {
    title: 'Sign in',
    email: 'E-mail',
    password: 'Password',
    go: 'Sign in',
    first: 'The first admin’s address and one-time password stand where the service was started.',
  },
  {
    title: 'Anmelden',
    email: 'E-Mail',
    password: 'Passwort',
    go: 'Anmelden',
    first: 'Adresse und Einmalpasswort der ersten Verwaltung stehen dort, wo der Dienst gestartet wurde.',
  },
);
const route = getRouteApi('/sign-in');

/** Where people say who they are. */
export function SignInScreen() {
  const text = useText(words);
  const { to } = route.useSearch();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const signIn = useMutation({
    ...beginSessionMutation(),
    onSuccess: (me) => {
      queries.clear();
      queries.setQueryData(readOwnAccountQueryKey(), me);
      // Only an address of our own: what begins with // is another site's.
      const target = to?.startsWith('/') && !to.startsWith('//') ? to : '/';
      void (me.must_change_password ? navigate({ to: '/new-password' }) : navigate({ href: target }));
    },
  });

  useEffect(() => {
    document.title = `${text('title')} · Foresale`;
  });

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate({ body: { email: String(form.get('email')), password: String(form.get('password')) } });
  };

  return (
    <SignInFrame title={text('title')}>
      <form onSubmit={send} className="flex flex-col gap-4">
        <Field label={text('email')} name="email" type="email" autoComplete="username" required autoFocus />
        <Field
          label={text('password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        {signIn.isError && <Failed error={signIn.error} />}
        <Button type="submit" look="primary" className="justify-center" disabled={signIn.isPending}>
          {text('go')}
        </Button>
        <p className="text-sm text-ink-faint">{text('first')}</p>
      </form>
    </SignInFrame>
  );
}
