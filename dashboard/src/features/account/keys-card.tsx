import { useMutation, useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Key } from '@/shared/api/generated';
import { endKeyMutation, listKeysOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { QueryView } from '@/shared/ui/query-view';
import { Empty, Failed } from '@/shared/ui/states';
import { MakeKeyDialog } from './make-key-dialog';
import { words } from './words';

/** The caller's keys for machines: made, shown once, ended. */
export function KeysCard() {
  const text = useText(words);
  const format = useFormat();
  const [isMaking, setIsMaking] = useState(false);
  const [sure, setSure] = useState<number | null>(null);
  const keys = useQuery(listKeysOptions());
  const end = useMutation({
    ...endKeyMutation(),
    onSettled: () => {
      setSure(null);
      void keys.refetch();
    },
  });
  const columns: Column<Key>[] = [
    {
      key: 'name',
      label: text('name'),
      cell: (row) => (
        <>
          <span className="font-medium">{row.name}</span>{' '}
          <code className="text-sm text-ink-faint">{row.prefix}…</code>
        </>
      ),
    },
    { key: 'role', label: text('role'), cell: (row) => text(row.role) },
    {
      key: 'made',
      label: text('made'),
      className: 'whitespace-nowrap',
      cell: (row) => format.date(row.created_at),
    },
    {
      key: 'ends',
      label: text('ends'),
      className: 'whitespace-nowrap',
      cell: (row) => (row.expires_at ? format.date(row.expires_at) : text('forever')),
    },
    {
      key: 'used',
      label: text('lastUsed'),
      className: 'whitespace-nowrap',
      cell: (row) => (row.last_used_at ? format.ago(row.last_used_at) : text('never')),
    },
    {
      key: 'end',
      label: <span className="sr-only">{text('end')}</span>,
      isNumber: true,
      cell: (row) => {
        if (row.revoked_at !== null) return <Badge>{text('ended')}</Badge>;
        return sure === row.id ? (
          <Button
            size="small"
            look="danger"
            disabled={end.isPending}
            onClick={() => end.mutate({ path: { key_id: row.id } })}
          >
            {text('endSure')}
          </Button>
        ) : (
          <Button size="small" look="quiet" onClick={() => setSure(row.id)}>
            {text('end')}
          </Button>
        );
      },
    },
  ];
  return (
    <Card
      flush
      title={text('keys')}
      hint={text('keysHint')}
      actions={
        <Button size="small" onClick={() => setIsMaking(true)}>
          <Plus aria-hidden />
          {text('make')}
        </Button>
      }
    >
      {end.isError && (
        <div className="p-4">
          <Failed error={end.error} />
        </div>
      )}
      <QueryView query={keys}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={KeyRound} title={text('noKeys')}>
              {text('noKeysHint')}
            </Empty>
          ) : (
            <DataTable label={text('keys')} columns={columns} rows={rows} rowKey={(row) => row.id} />
          )
        }
      </QueryView>
      {isMaking && (
        <MakeKeyDialog
          onClose={() => {
            setIsMaking(false);
            void keys.refetch();
          }}
        />
      )}
    </Card>
  );
}
