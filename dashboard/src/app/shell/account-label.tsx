import { CircleUserRound } from 'lucide-react';
import { useMe } from '@/shared/session/use-me';
import { defineText, useText } from '@/shared/text/define-text';

const words = defineText(
  'account-label',
  { open: 'Account and settings' },
  { open: 'Konto und Einstellungen' },
);

/** Who is signed in; what a click opens is said to those who don't see it. */
export function AccountLabel() {
  const text = useText(words);
  const me = useMe();
  return (
    <>
      <CircleUserRound aria-hidden />
      <span className="hidden max-w-40 truncate sm:inline">{me.name}</span>
      <span className="sr-only">{text('open')}</span>
    </>
  );
}
