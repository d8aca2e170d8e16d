import type { ReactNode } from 'react';
import { useText } from '@/shared/text/define-text';
import { linesWords } from './lines-words';
import { OrderState } from './order-state';
import type { Stage } from './stages';

/** Where an order or a transfer stands, when it goes and comes, and its note. */
export function DialogHead({
  stage,
  badges,
  goes,
  note,
}: {
  stage: Stage;
  badges?: ReactNode;
  goes: string;
  note: string | null;
}) {
  const text = useText(linesWords);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-2">
        <OrderState state={stage} />
        {badges}
        <span className="text-ink-soft">{goes}</span>
      </div>
      {note && <p className="text-ink-soft">{text('note', { note })}</p>}
    </div>
  );
}
