import { lazy, Suspense, useState } from 'react';
import { defineText, useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { AccountLabel } from './account-label';

const AccountMenuList = lazy(() =>
  import('./account-menu-list').then((module) => ({ default: module.AccountMenuList })),
);

const words = defineText(
  'account-button',
  { open: 'Account and settings' },
  { open: 'Konto und Einstellungen' },
);

/** Who is signed in; the menu behind it is loaded when it is first opened. */
export function AccountMenu() {
  const text = useText(words);
  const [isWanted, setIsWanted] = useState(false);
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={text('open')}
      className={buttonClasses('quiet')}
      onClick={() => setIsWanted(true)}
    >
      <AccountLabel />
    </button>
  );
  return isWanted ? (
    <Suspense fallback={button}>
      <AccountMenuList />
    </Suspense>
  ) : (
    button
  );
}
