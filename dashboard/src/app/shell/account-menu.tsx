import { lazy, Suspense, useState } from 'react';
import { buttonClasses } from '@/shared/ui/button';
import { AccountLabel } from './account-label';

const AccountMenuList = lazy(() =>
  import('./account-menu-list').then((module) => ({ default: module.AccountMenuList })),
);

/** Who is signed in; the menu behind it is loaded when it is first opened. */
export function AccountMenu() {
  const [isWanted, setIsWanted] = useState(false);
  const button = (
    <button
      type="button"
      aria-haspopup="menu"
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
