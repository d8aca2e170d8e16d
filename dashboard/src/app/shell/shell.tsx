import { Outlet, useRouterState } from '@tanstack/react-router';
import { Menu as MenuIcon } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { LiveProvider } from '@/shared/live/use-live';
import { useMay } from '@/shared/session/use-me';
import { defineText, useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { classes } from '@/shared/ui/classes';
import { AccountMenu } from './account-menu';
import { CommandPalette } from './command-palette';
import { ConnectionState } from './connection-state';
import { destinationOf } from './navigation';
import { NotAllowed } from './not-allowed';
import { SideBar } from './side-bar';

const NavigationDrawer = lazy(() =>
  import('./navigation-drawer').then((module) => ({ default: module.NavigationDrawer })),
);

const words = defineText(
  'shell',
  { skip: 'To the content', menu: 'Menu' },
  { skip: 'Zum Inhalt', menu: 'Menü' },
);

/** What stands around all screens: navigation, search, the account, and whether all is live. */
export function Shell() {
  const text = useText(words);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const may = useMay();
  const screen = destinationOf(path);
  const isOpenTo = !screen || screen.isForAll || may(screen.needs);
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(() => setIsOpen(false), [path]);
  return (
    <LiveProvider>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
      >
        {text('skip')}
      </a>
      <div className="flex min-h-dvh">
        <aside
          data-print="hide"
          className="sticky top-0 hidden h-dvh w-52 shrink-0 overflow-y-auto border-r border-line bg-surface lg:block"
        >
          <SideBar />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <header
            data-print="hide"
            className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b border-line bg-surface px-3 sm:px-5"
          >
            <button
              type="button"
              aria-label={text('menu')}
              aria-haspopup="dialog"
              className={classes(buttonClasses('quiet', 'icon'), 'lg:hidden')}
              onClick={() => {
                setIsOpen(true);
                setWasOpen(true);
              }}
            >
              <MenuIcon aria-hidden />
            </button>
            {wasOpen && (
              <Suspense>
                <NavigationDrawer open={isOpen} onClose={() => setIsOpen(false)} />
              </Suspense>
            )}
            <CommandPalette />
            <div className="flex-1" />
            <ConnectionState />
            <AccountMenu />
          </header>
          <main id="content" tabIndex={-1} className="flex-1 outline-none">
            {isOpenTo ? <Outlet /> : <NotAllowed screen={screen} />}
          </main>
        </div>
      </div>
    </LiveProvider>
  );
}
