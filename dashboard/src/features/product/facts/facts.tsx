import type { Person, Product } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { productWords } from '../words';
import { OwnerSelect } from './owner-select';

/** What is known of a product besides its sales. */
export function Facts({ product, owner }: { product: Product; owner: Person | null }) {
  const text = useText(productWords);
  const format = useFormat();
  // Nobody set a price: what sales had counts, and is called so.
  const isUsual = (product.price ?? null) === null && (product.usual_price ?? null) !== null;
  const facts = [
    [text('sku'), product.sku],
    [text('category'), product.category ?? '–'],
    isUsual
      ? [text('usualPrice'), format.money(product.usual_price)]
      : [text('listPrice'), format.money(product.price)],
    [text('cost'), format.money(product.cost)],
    [text('leadTime'), text('days', { count: product.lead_time_days ?? 0 })],
    [text('pack'), text('piece', { count: product.pack_size ?? 1 })],
    [text('inUse'), product.is_active === false ? text('no') : text('yes')],
  ];
  return (
    <Card title={text('facts')} hint={text('factsHint')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{name}</dt>
            <dd className="truncate text-right">{value}</dd>
          </div>
        ))}
        <dt className="self-center text-ink-soft">{text('owner')}</dt>
        <dd className="flex justify-end">
          <OwnerSelect productId={product.id} owner={owner} />
        </dd>
      </dl>
    </Card>
  );
}
