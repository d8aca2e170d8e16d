import type { OverrideValue } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { DataTable } from '@/shared/ui/data-table';
import { useGroupName } from './use-group-name';
import { valueWords } from './value-words';

/** What changes of each person, reason, size, direction or distance made of the error. */
export function ChangeGroups({ value }: { value: OverrideValue }) {
  const text = useText(valueWords);
  const format = useFormat();
  const name = useGroupName();
  return (
    <DataTable
      label={text('by')}
      rows={value.groups}
      rowKey={(group) => group.key}
      columns={[
        {
          key: 'name',
          label: <span className="sr-only">{text('by')}</span>,
          className: 'font-medium',
          cell: (group) => (
            <>
              {name(value.by, group)}
              <span className="block text-sm font-normal text-ink-faint">
                {text('changes', { count: group.changes })}
              </span>
            </>
          ),
        },
        { key: 'cells', label: text('cells'), isNumber: true, cell: (group) => format.count(group.cells) },
        {
          key: 'helped',
          label: text('helped'),
          isNumber: true,
          cell: (group) => format.percent(group.helped),
        },
        {
          key: 'before',
          label: text('before'),
          isNumber: true,
          cell: (group) => format.percent(group.before.wape, { digits: 1 }),
        },
        {
          key: 'after',
          label: text('after'),
          isNumber: true,
          cell: (group) => {
            const [before, after] = [group.before.wape ?? 0, group.after.wape ?? 0];
            return (
              <span
                className={classes(
                  'font-medium',
                  after < before && 'text-good',
                  after > before && 'text-bad',
                )}
              >
                {format.percent(group.after.wape, { digits: 1 })}
              </span>
            );
          },
        },
        {
          key: 'saved',
          label: text('saved'),
          isNumber: true,
          cell: (group) =>
            group.before.money === null || group.after.money === null
              ? '–'
              : format.money(group.before.money - group.after.money),
        },
      ]}
    />
  );
}
