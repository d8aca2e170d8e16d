import { defineText, useText } from '../text/define-text';
import { Field } from '../ui/field';

const words = defineText(
  'password-fields',
  { chosen: 'New password', again: 'New password once more', differ: 'The two differ.' },
  { chosen: 'Neues Passwort', again: 'Neues Passwort noch einmal', differ: 'Die beiden sind verschieden.' },
);

/** What the fields hold; nothing where the new password was typed in two ways. */
export function readPasswords(form: HTMLFormElement): { current: string; new: string } | null {
  const typed = new FormData(form);
  const chosen = String(typed.get('new'));
  return chosen === typed.get('again') ? { current: String(typed.get('current')), new: chosen } : null;
}

/** The password that holds now, and a new one, twice. */
export function PasswordFields({
  current,
  differ,
  autoFocus = false,
}: {
  /** What the password that holds now is called. */
  current: string;
  differ: boolean;
  autoFocus?: boolean;
}) {
  const text = useText(words);
  return (
    <>
      <Field
        label={current}
        name="current"
        type="password"
        autoComplete="current-password"
        required
        autoFocus={autoFocus}
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
    </>
  );
}
