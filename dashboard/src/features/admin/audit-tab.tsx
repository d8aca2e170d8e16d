import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Download, ScrollText } from 'lucide-react';
import type { AuditEntry } from '@/shared/api/generated';
import { listAuditInfiniteOptions, listUsersOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button, buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { words } from './words';

const route = getRouteApi('/signed-in/admin');
const ALL = 'all';
/** The deeds that are looked for most; others are shown, and found by their rows. */
// biome-ignore format: a list to be read at a glance
const ACTIONS = [
  'login.succeeded', 'login.failed', 'session.ended', 'session.stolen', 'password.changed', 'password.reset',
  'user.added', 'user.changed', 'user.removed', 'key.made', 'key.revoked', 'import.uploaded',
  'import.committed', 'import.undone', 'sale.changed', 'sale.cancelled', 'sale.removed', 'event.added',
  'event.changed', 'event.removed', 'product.added', 'product.changed', 'product.removed', 'store.added',
  'store.changed', 'store.removed', 'stock.moved', 'transfer.sent', 'transfer.received', 'job.cancelled', 'schedule.added', 'schedule.changed',
  'schedule.removed', 'topic.exported',
];

/** Who did what, when: newest first. */
export function AuditTab() {
  const text = useText(words);
  const format = useFormat();
  const { action, who, since } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (next: { action?: string | undefined; who?: number | undefined; since?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const query = {
    action,
    user_id: who,
    since: since === undefined ? undefined : new Date(`${since}T00:00:00`).toISOString(),
  };
  const audit = useInfiniteQuery({
    ...byCursor(listAuditInfiniteOptions({ query: { ...query, limit: 100 } }), 'audit'),
    placeholderData: (before) => before,
  });
  const users = useQuery(listUsersOptions({ query: { limit: 1000 } }));
  const nameOf = (id: number) =>
    users.data?.items.find((user) => user.id === id)?.name ?? text('somebody', { id });
  const rows = audit.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<AuditEntry>[] = [
    { key: 'at', label: text('at'), className: 'whitespace-nowrap', cell: (row) => format.moment(row.at) },
    {
      key: 'who',
      label: text('who'),
      cell: (row) => (row.user_id === null ? text('program') : nameOf(row.user_id)),
    },
    {
      key: 'action',
      label: text('action'),
      cell: (row) => (
        <button
          type="button"
          className="hover:text-accent hover:underline"
          onClick={() => set({ action: row.action })}
        >
          {row.action}
        </button>
      ),
    },
    {
      key: 'subject',
      label: text('subject'),
      cell: (row) => <span className="break-all">{row.subject}</span>,
    },
    {
      key: 'details',
      label: text('details'),
      className: 'max-w-xl text-sm break-words text-ink-soft',
      cell: (row) =>
        Object.entries(row.details)
          .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
          .join(' · '),
    },
  ];
  const asked = new URLSearchParams({ format: 'csv' });
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, String(value));
  return (
    <>
      <div className="flex flex-wrap items-end gap-3">
        <Select
          label={text('action')}
          className="w-52"
          value={action ?? ALL}
          options={[
            { value: ALL, label: text('allActions') },
            ...[...new Set([...ACTIONS, ...(action ? [action] : [])])].map((value) => ({
              value,
              label: value,
            })),
          ]}
          onChange={(next) => set({ action: next === ALL ? undefined : next })}
        />
        <Select
          label={text('who')}
          className="w-52"
          value={who === undefined ? ALL : String(who)}
          options={[
            { value: ALL, label: text('anybody') },
            ...(users.data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          onChange={(next) => set({ who: next === ALL ? undefined : Number(next) })}
        />
        <Field
          label={text('from')}
          type="date"
          className="w-44"
          value={since ?? ''}
          onChange={(event) => set({ since: event.target.value || undefined })}
        />
        <span className="flex-1" />
        <a className={buttonClasses()} href={`/api/exports/audit?${asked}`} download>
          <Download aria-hidden />
          {text('csv')}
        </a>
      </div>
      <Card flush>
        {audit.isError && (
          <div className="p-4">
            <Failed error={audit.error} retry={() => void audit.refetch()} />
          </div>
        )}
        {audit.isPending && <Loading className="m-4 h-96" />}
        {audit.data && rows.length === 0 && (
          <Empty icon={ScrollText} title={text('noAudit')}>
            {text('noAuditHint')}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataTable label={text('audit')} columns={columns} rows={rows} rowKey={(row) => row.id} />
        )}
        {audit.hasNextPage && (
          <div className="border-t border-line p-3 text-center">
            <Button size="small" disabled={audit.isFetching} onClick={() => void audit.fetchNextPage()}>
              {text('more')}
            </Button>
          </div>
        )}
      </Card>
    </>
  );
}
