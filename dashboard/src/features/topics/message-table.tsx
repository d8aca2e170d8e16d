import type { TopicMessage } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { DataTable } from '@/shared/ui/data-table';
import { commonFields, fieldsOf } from './message-fields';
import { topicsWords } from './words';

/** Messages, the newest first: their fields as columns, or as they were written. */
export function MessageTable({ messages, asColumns }: { messages: TopicMessage[]; asColumns: boolean }) {
  const text = useText(topicsWords);
  const format = useFormat();
  const rows = [...messages].sort((a, b) => (b.at ?? '').localeCompare(a.at ?? '') || b.offset - a.offset);
  const shown = rows.map((message) => ({ message, fields: new Map(fieldsOf(message.value)) }));
  const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const head = [
    {
      key: 'at',
      label: text('at'),
      className: 'whitespace-nowrap text-ink-faint',
      cell: (row: (typeof shown)[number]) => format.moment(row.message.at),
    },
    {
      key: 'offset',
      label: text('offset'),
      isNumber: true,
      cell: (row: (typeof shown)[number]) => `${row.message.partition}/${row.message.offset}`,
    },
  ];
  const columns = asColumns
    ? commonFields(rows).map((name) => ({
        key: name,
        label: name,
        className: 'max-w-72 truncate whitespace-nowrap',
        cell: (row: (typeof shown)[number]) => row.fields.get(name) ?? '',
      }))
    : [
        {
          key: 'message',
          label: text('message'),
          className: 'font-mono text-xs break-all',
          cell: (row: (typeof shown)[number]) => written(row.message.value),
        },
      ];
  return (
    <DataTable
      label={text('messages')}
      rows={shown}
      rowKey={(row) => `${row.message.partition} ${row.message.offset}`}
      columns={[...head, ...columns]}
    />
  );
}
