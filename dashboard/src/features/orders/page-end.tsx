import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { ordersWords } from './words';

/** How much of a list is shown, and the way to the rest; nothing where all of it is. */
export function PageEnd({
  shown,
  total,
  hasMore,
  isBusy,
  onMore,
}: {
  shown: number;
  total: number;
  hasMore: boolean;
  isBusy: boolean;
  onMore: () => void;
}) {
  const text = useText(ordersWords);
  const format = useFormat();
  if (!hasMore) return null;
  return (
    <p className="flex items-center justify-between gap-3 border-t border-line px-4 py-2 text-sm text-ink-soft">
      {text('shownOf', { shown: format.count(shown), total: format.count(total) })}
      <Button size="small" data-print="hide" disabled={isBusy} onClick={onMore}>
        {text('more')}
      </Button>
    </p>
  );
}
