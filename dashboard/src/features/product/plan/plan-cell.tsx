import { memo } from 'react';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { planWords } from './plan-words';
import type { PlanDay } from './use-plan-days';

/** A day's cell of the plan: what counts, or what is being typed. */
export const PlanCell = memo(function PlanCell({
  day,
  isChosen,
  isActive,
  typed,
}: {
  day: PlanDay;
  isChosen: boolean;
  /** Where the keyboard is: the one cell that the tab key reaches. */
  isActive: boolean;
  typed: string;
}) {
  const text = useText(planWords);
  const format = useFormat();
  const units = format.units(day.plan ?? day.forecast);
  const told = {
    count: day.plan ?? day.forecast,
    day: format.weekday(day.day),
    units,
    before: format.units(day.forecast),
  };
  return (
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table's cell takes keys only as a grid's
      role="gridcell"
      data-day={day.day}
      tabIndex={isActive ? 0 : -1}
      aria-selected={isChosen}
      aria-label={text(day.plan === null ? 'cell' : 'cellChanged', told)}
      className={classes(
        'h-9 min-w-14 cursor-cell touch-manipulation border-l border-line px-2 text-right select-none first-of-type:border-l-0',
        day.plan !== null && 'font-semibold text-accent',
        isChosen ? 'bg-accent-soft' : 'hover:bg-sunken',
        'focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent',
      )}
    >
      {typed === '' ? units : <span className="whitespace-nowrap text-ink italic">{typed}</span>}
    </td>
  );
});
