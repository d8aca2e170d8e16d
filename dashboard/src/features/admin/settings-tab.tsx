import { useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { useState } from 'react';
import type { ShownSetting } from '@/shared/api/generated';
import { listSettingsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { Field } from '@/shared/ui/field';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import { settingsWords } from './settings-words';

/** What the service was started with: to read, and how each is changed. */
export function SettingsTab() {
  const text = useText(settingsWords);
  const [wanted, setWanted] = useState('');
  const settings = useQuery(listSettingsOptions());
  const columns: Column<ShownSetting>[] = [
    {
      key: 'name',
      label: text('name'),
      className: 'align-top',
      cell: (row) => (
        <>
          <span className="block font-medium">{row.name.replaceAll('_', ' ')}</span>
          <span className="block text-xs text-ink-faint">{row.variable}</span>
        </>
      ),
    },
    {
      key: 'value',
      label: text('value'),
      className: 'align-top max-w-72',
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-2 break-all">
          {row.value}
          {row.is_changed && <Badge tone="accent">{text('changed', { default: row.default })}</Badge>}
        </span>
      ),
    },
    {
      key: 'meaning',
      label: text('meaning'),
      className: 'align-top min-w-64 text-ink-soft',
      cell: (row) => <span lang="en">{row.meaning}</span>,
    },
  ];
  return (
    <Card
      flush
      title={text('title')}
      hint={text('hint')}
      actions={
        <Field
          hideLabel
          label={text('find')}
          placeholder={text('find')}
          type="search"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      }
    >
      <QueryView query={settings} loadingClass="h-96">
        {({ items }) => {
          const words = wanted.toLowerCase().trim();
          const found = items
            .filter((row) =>
              `${row.name.replaceAll('_', ' ')} ${row.variable} ${row.meaning}`.toLowerCase().includes(words),
            )
            .sort((one, other) => Number(other.is_changed) - Number(one.is_changed));
          return found.length === 0 ? (
            <Empty icon={SearchX} title={text('none')} />
          ) : (
            <DataTable label={text('title')} columns={columns} rows={found} rowKey={(row) => row.name} />
          );
        }}
      </QueryView>
    </Card>
  );
}
