import { Download } from 'lucide-react';
import type { PreviewedTerm, TermsImport } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge, type Tone } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { DataTable } from '@/shared/ui/data-table';
import { csvOf, saveFile } from './csv-file';
import { uploadWords } from './upload-words';
import { weekdayNames } from './weekdays';
import { suppliersWords } from './words';

const SHOWN = 100;
const TONES: Record<PreviewedTerm['action'], Tone> = { added: 'good', changed: 'warn', unchanged: 'neutral' };

/** What a file of terms holds: its columns, what would change, and each refused row with its reason. */
export function TermsSeen({ seen }: { seen: TermsImport }) {
  const text = useText(uploadWords);
  const shared = useText(suppliersWords);
  const format = useFormat();
  const counts = {
    added: seen.added,
    changed: seen.changed,
    unchanged: seen.unchanged,
    rejected: seen.rejected.length,
  };
  return (
    <section aria-label={text('seen', { name: seen.file })} className="flex flex-col gap-4">
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {(['added', 'changed', 'unchanged', 'rejected'] as const).map((name) => (
          <div key={name} className="rounded-md border border-line px-3 py-2">
            <dt className="text-sm text-ink-faint">{text(name)}</dt>
            <dd
              className={`text-xl font-semibold ${name === 'rejected' && counts[name] > 0 ? 'text-bad' : ''}`}
            >
              {format.count(counts[name])}
            </dd>
          </div>
        ))}
      </dl>
      <div className="text-sm text-ink-soft">
        <p>
          <span className="font-medium">{text('columns')}: </span>
          {seen.columns.map(({ field, column }) => `${field} ← ${column}`).join(', ')}
        </p>
        {seen.unread.length > 0 && <p>{text('unread', { columns: seen.unread.join(', ') })}</p>}
        {seen.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
      {seen.rejected.length > 0 && (
        <div className="flex flex-col gap-2">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h3 className="font-semibold">{text('refused')}</h3>
            <Button
              size="small"
              onClick={() =>
                saveFile(
                  'refused-terms.csv',
                  csvOf(
                    ['row', 'column', 'value', 'reason'],
                    seen.rejected.map((one) => [one.row, one.column, one.value ?? '', one.reason]),
                  ),
                )
              }
            >
              <Download aria-hidden />
              {text('refusedFile')}
            </Button>
          </div>
          <p className="text-sm text-ink-soft">{text('refusedHint')}</p>
          <DataTable
            label={text('refused')}
            rows={seen.rejected.slice(0, SHOWN)}
            rowKey={(one) => `${one.row} ${one.column}`}
            columns={[
              { key: 'row', label: text('row'), isNumber: true, cell: (one) => format.count(one.row) },
              { key: 'column', label: text('column'), cell: (one) => one.column },
              {
                key: 'value',
                label: text('value'),
                cell: (one) => <code className="break-all">{one.value ?? '–'}</code>,
              },
              { key: 'reason', label: text('reason'), cell: (one) => one.reason },
            ]}
          />
          {seen.rejected.length > SHOWN && (
            <p className="text-sm text-ink-faint">
              {text('cut', { shown: SHOWN, total: format.count(seen.rejected.length) })}
            </p>
          )}
        </div>
      )}
      {seen.preview.length > 0 && (
        <div className="flex flex-col gap-2">
          <h3 className="font-semibold">{text('preview')}</h3>
          <DataTable
            label={text('preview')}
            rows={seen.preview}
            rowKey={(one) => one.row}
            columns={[
              { key: 'row', label: text('row'), isNumber: true, cell: (one) => format.count(one.row) },
              {
                key: 'action',
                label: text('what'),
                cell: (one) => <Badge tone={TONES[one.action]}>{text(one.action)}</Badge>,
              },
              { key: 'supplier', label: shared('supplier'), cell: (one) => one.supplier },
              { key: 'product', label: shared('product'), cell: (one) => one.product },
              { key: 'store', label: shared('store'), cell: (one) => one.store ?? shared('allStores') },
              {
                key: 'cost',
                label: shared('cost'),
                isNumber: true,
                cell: (one) => format.money(one.unit_cost),
              },
              {
                key: 'pack',
                label: shared('pack'),
                isNumber: true,
                cell: (one) => format.units(one.pack_size),
              },
              {
                key: 'lead',
                label: shared('lead'),
                isNumber: true,
                className: 'whitespace-nowrap',
                cell: (one) =>
                  one.lead_time_days == null ? '–' : shared('days', { count: one.lead_time_days }),
              },
              {
                key: 'order',
                label: shared('orderDays'),
                cell: (one) => (one.order_days ? weekdayNames(one.order_days, format.locale) : '–'),
              },
            ]}
          />
        </div>
      )}
    </section>
  );
}
