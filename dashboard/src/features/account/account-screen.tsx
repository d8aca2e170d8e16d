import { useTranslation } from 'react-i18next';
import { changeTheme, useTheme } from '@/shared/charts/theme';
import { useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { changeLanguage, LANGUAGES, type Language } from '@/shared/text/i18n';
import { Card } from '@/shared/ui/card';
import { Page } from '@/shared/ui/page';
import { Segments } from '@/shared/ui/segments';
import { KeysCard } from './keys-card';
import { PasswordCard } from './password-card';
import { words } from './words';

/** The caller's own account: who they are, language and theme, password, keys. */
export function AccountScreen() {
  const text = useText(words);
  const me = useMe();
  const theme = useTheme();
  const { i18n } = useTranslation();
  const facts: [string, string][] = [
    [text('name'), me.name],
    [text('email'), me.email],
    [text('role'), text(me.role)],
    [text('stores'), me.stores?.map((store) => store.name).join(', ') ?? text('allStores')],
  ];
  return (
    <Page title={text('title')}>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <Card title={text('who')} hint={text('askAdmin')}>
          <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
            {facts.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-ink-faint">{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Card>
        <Card title={text('pages')} hint={text('pagesHint')}>
          <div className="flex flex-wrap gap-x-8 gap-y-3">
            <div className="flex items-center gap-3">
              <span className="text-ink-soft">{text('language')}</span>
              <Segments<Language>
                label={text('language')}
                value={i18n.language as Language}
                options={Object.entries(LANGUAGES).map(([value, label]) => ({
                  value: value as Language,
                  label,
                }))}
                onChange={changeLanguage}
              />
            </div>
            <div className="flex items-center gap-3">
              <span className="text-ink-soft">{text('theme')}</span>
              <Segments
                label={text('theme')}
                value={theme}
                options={[
                  { value: 'light', label: text('light') },
                  { value: 'dark', label: text('dark') },
                ]}
                onChange={changeTheme}
              />
            </div>
          </div>
        </Card>
      </div>
      <KeysCard />
      <PasswordCard />
    </Page>
  );
}
