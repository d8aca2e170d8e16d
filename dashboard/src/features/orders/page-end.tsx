import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { ordersWords } from './words';

/** How much of a list is shown, and the way to the rest; nothing where all of it is. */
export function PageEnd({
  query,
  shown,
  total,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  shown: number;
  total: number;
}) {
  const text = useText(ordersWords);
  const format = useFormat();
  if (!query.hasNextPage) return null;
  return (
    <p className="flex items-center justify-between gap-3 border-t border-line px-4 py-2 text-sm text-ink-soft">
      {text('shownOf', { shown: format.count(shown), total: format.count(total) })}
      <Button
        size="small"
        data-print="hide"
        disabled={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        {text('more')}
      </Button>
    </p>
  );
}
