import { Link } from '@tanstack/react-router';
import type { ExceptionItem } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge, type Tone } from '@/shared/ui/badge';
import { DataTable } from '@/shared/ui/data-table';
import { exceptionWords } from './exception-words';
import { tellException } from './tell-exception';

const TONES: Record<ExceptionItem['queue'], Tone> = {
  urgent: 'bad',
  required: 'warn',
  optional: 'accent',
  informational: 'neutral',
};

/** What needs a look: where, what was seen, and what it costs. */
export function ExceptionTable({ items }: { items: ExceptionItem[] }) {
  const text = useText(exceptionWords);
  const format = useFormat();
  return (
    <DataTable
      label={text('title')}
      rows={items}
      rowKey={(item) => `${item.kind} ${item.product?.id ?? ''} ${item.store.id} ${item.day ?? ''}`}
      columns={[
        {
          key: 'kind',
          label: text('queue'),
          isExtra: true,
          className: 'align-top',
          cell: (item) => (
            <span className="flex flex-col items-start gap-1">
              <Badge tone={TONES[item.queue]}>{text(item.queue)}</Badge>
              <span className="text-sm whitespace-nowrap">{text(item.kind)}</span>
            </span>
          ),
        },
        {
          key: 'about',
          label: text('about'),
          className: 'align-top sm:min-w-36',
          cell: (item) => (
            <>
              <span className="mb-1 block sm:hidden">
                <Badge tone={TONES[item.queue]}>{text(item.kind)}</Badge>
              </span>
              {item.product ? (
                <Link
                  to="/products/$sku"
                  params={{ sku: item.product.sku }}
                  search={{ store: item.store.code }}
                  className="font-medium hover:underline"
                >
                  {item.product.name}
                  <span className="block text-sm font-normal text-ink-faint">{item.store.code}</span>
                </Link>
              ) : (
                <span className="font-medium">
                  {text('whole')}
                  <span className="block text-sm font-normal text-ink-faint">{item.store.code}</span>
                </span>
              )}
            </>
          ),
        },
        {
          key: 'what',
          label: text('what'),
          className: 'min-w-44 align-top sm:min-w-56',
          cell: (item) => tellException(item, text, format),
        },
        {
          key: 'units',
          label: text('units'),
          isNumber: true,
          className: 'align-top',
          cell: (item) => format.units(item.units),
        },
        {
          key: 'money',
          label: text('money'),
          isNumber: true,
          className: 'align-top font-medium',
          cell: (item) => (
            <>
              {format.money(item.money)}
              {item.is_price_usual && (
                <span className="block font-normal text-ink-faint text-sm">{text('usualPrice')}</span>
              )}
            </>
          ),
        },
      ]}
    />
  );
}
