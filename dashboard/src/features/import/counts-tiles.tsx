import type { ImportPreview } from '@/shared/api/generated';
import { daysBetween } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Tile } from '@/shared/ui/tile';
import { words } from './words';

/** The file in numbers. */
export function CountsTiles({ preview }: { preview: ImportPreview }) {
  const text = useText(words);
  const format = useFormat();
  const counts = preview.counts;
  if (!counts) return null;
  return (
    <section aria-label={text('counts')} className="flex flex-col gap-2">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
        <Tile
          label={text('usable')}
          value={format.count(counts.usable)}
          note={`${text('read')}: ${format.count(counts.read)}`}
        />
        <Tile
          label={text('rejected')}
          value={format.count(counts.rejected)}
          tone={counts.rejected > 0 ? 'warn' : undefined}
          note={
            counts.rejected > 0
              ? text('rejectedShare', {
                  share: format.percent(counts.rejected / Math.max(1, counts.read), { digits: 1 }),
                })
              : text('nothingRejected')
          }
        />
        <Tile label={text('quantity')} value={format.units(counts.quantity)} />
        <Tile label={text('revenue')} value={format.money(counts.revenue)} />
        <Tile
          label={text('products')}
          value={format.count(counts.products)}
          note={`${text('stores')}: ${format.count(counts.stores)}`}
        />
        <Tile
          label={text('days')}
          value={format.count(
            counts.first_day && counts.last_day ? daysBetween(counts.first_day, counts.last_day) + 1 : null,
          )}
          note={
            counts.first_day
              ? `${format.date(counts.first_day)} – ${format.date(counts.last_day)}`
              : undefined
          }
        />
      </div>
      {preview.is_whole === false && <p className="text-sm text-warn">{text('part')}</p>}
    </section>
  );
}
