import { CircleUserRound } from 'lucide-react';
import { useMe } from '@/shared/session/use-me';

/** Who is signed in. */
export function AccountLabel() {
  const me = useMe();
  return (
    <>
      <CircleUserRound aria-hidden />
      <span className="hidden max-w-40 truncate sm:inline">{me.name}</span>
    </>
  );
}
