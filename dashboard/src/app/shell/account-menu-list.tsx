import { Menu } from '@base-ui/react/menu';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleUserRound, Languages, LogOut, Moon, Scale, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { endSession } from '@/shared/api/generated';
import { changeTheme, useTheme } from '@/shared/charts/theme';
import { useMe } from '@/shared/session/use-me';
import { defineText, useText } from '@/shared/text/define-text';
import { changeLanguage, LANGUAGES, type Language } from '@/shared/text/i18n';
import { buttonClasses } from '@/shared/ui/button';
import { tellProblem } from '@/shared/ui/toaster';
import { AccountLabel } from './account-label';

const words = defineText(
  'account-menu',
  {
    account: 'Your account',
    dark: 'Dark',
    light: 'Light',
    signOut: 'Sign out',
    licences: 'Licences of libraries',
  },
  {
    account: 'Ihr Konto',
    dark: 'Dunkel',
    light: 'Hell',
    signOut: 'Abmelden',
    licences: 'Lizenzen der Bibliotheken',
  },
);

function Item({ icon, children, onClick }: { icon: ReactNode; children: ReactNode; onClick: () => void }) {
  return (
    <Menu.Item
      onClick={onClick}
      className="flex items-center gap-2.5 px-3 py-1.5 data-highlighted:bg-accent-soft [&_svg]:size-4 [&_svg]:text-ink-faint"
    >
      {icon}
      {children}
    </Menu.Item>
  );
}

/** What one can do about oneself: account, theme, language, sign out; open from the start. */
export function AccountMenuList() {
  const text = useText(words);
  const me = useMe();
  const theme = useTheme();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { i18n } = useTranslation();
  const other = (Object.keys(LANGUAGES) as Language[]).find((language) => language !== i18n.language) ?? 'en';

  const signOut = async () => {
    try {
      await endSession({ throwOnError: true });
    } catch (error) {
      tellProblem(error);
      return;
    }
    await navigate({ to: '/sign-in' });
    queries.clear();
  };

  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger className={buttonClasses('quiet')}>
        <AccountLabel />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" className="z-50">
          <Menu.Popup className="min-w-56 rounded-md border border-line bg-raised py-1 shadow-lg outline-none">
            <div className="border-b border-line px-3 py-2">
              <p className="font-medium">{me.name}</p>
              <p className="text-sm text-ink-faint">{me.email}</p>
            </div>
            <Item icon={<CircleUserRound />} onClick={() => void navigate({ to: '/account' })}>
              {text('account')}
            </Item>
            <Item
              icon={theme === 'dark' ? <Sun /> : <Moon />}
              onClick={() => changeTheme(theme === 'dark' ? 'light' : 'dark')}
            >
              {theme === 'dark' ? text('light') : text('dark')}
            </Item>
            <Item icon={<Languages />} onClick={() => changeLanguage(other)}>
              {LANGUAGES[other]}
            </Item>
            <Item icon={<Scale />} onClick={() => window.open('/third-party.txt', '_blank', 'noopener')}>
              {text('licences')}
            </Item>
            <Item icon={<LogOut />} onClick={() => void signOut()}>
              {text('signOut')}
            </Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
