import { getRouteApi, Link } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import type { Permission } from '@/shared/api/generated';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';
import { AuditTab } from './audit-tab';
import { HealthTab } from './health-tab';
import { SchedulesTab } from './schedules-tab';
import { SettingsTab } from './settings-tab';
import { UsersTab } from './users-tab';
import { words } from './words';

const route = getRouteApi('/signed-in/admin');
const TABS = [
  { tab: 'users', needs: 'manage_users', screen: UsersTab },
  { tab: 'schedules', needs: 'manage_schedules', screen: SchedulesTab },
  { tab: 'audit', needs: 'read_audit', screen: AuditTab },
  { tab: 'health', needs: 'read_audit', screen: HealthTab },
  { tab: 'settings', needs: 'manage_users', screen: SettingsTab },
] as const satisfies { tab: string; needs: Permission; screen: () => unknown }[];

/** Users, schedules, the audit log, and how the service does. */
export function AdminScreen() {
  const text = useText(words);
  const may = useMay();
  const { tab } = route.useSearch();
  const tabs = TABS.filter(({ needs }) => may(needs));
  const shown = tabs.find((one) => one.tab === tab) ?? tabs[0];
  if (!shown)
    return (
      <Page title={text('title')}>
        <Empty icon={ShieldCheck} title={text('nothing')}>
          {text('nothingHint')}
        </Empty>
      </Page>
    );
  const Screen = shown.screen;
  return (
    <Page title={text('title')}>
      <nav aria-label={text('tabs')} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((one) => (
          <Link
            key={one.tab}
            to="/admin"
            search={{ tab: one.tab }}
            aria-current={one === shown ? 'page' : undefined}
            className={classes(
              '-mb-px border-b-2 px-3 py-2 font-medium whitespace-nowrap',
              one === shown ? 'border-accent text-accent' : 'border-transparent text-ink-soft hover:text-ink',
            )}
          >
            {text(one.tab)}
          </Link>
        ))}
      </nav>
      <Screen />
    </Page>
  );
}
