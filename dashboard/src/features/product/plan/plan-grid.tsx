import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { periodStart } from '../periods';
import { PlanCell } from './plan-cell';
import { planWords } from './plan-words';
import type { PlanDay } from './use-plan-days';

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 };
const HEAD =
  'sticky left-0 z-10 bg-surface px-4 py-1.5 text-left text-sm font-normal whitespace-nowrap text-ink-soft';
const FIGURE = 'px-2 py-1.5 text-right text-sm whitespace-nowrap text-ink-soft';

/** The days ahead as columns: last year, the forecast, its range, and the plan, which is chosen and typed into. */
export function PlanGrid({
  days,
  anchor,
  end,
  typed,
  onChoose,
  onType,
  onLeave,
  onUndo,
}: {
  days: PlanDay[];
  anchor: string;
  end: string;
  typed: string;
  onChoose: (anchor: string, end: string) => void;
  /** Left out where nobody may type. */
  onType: ((first: string) => void) | undefined;
  onLeave: () => void;
  onUndo: () => void;
}) {
  const text = useText(planWords);
  const format = useFormat();
  const body = useRef<HTMLTableRowElement>(null);
  const wantsFocus = useRef(false);
  const drag = useRef(false);
  const [low, high] = [anchor, end].sort() as [string, string];
  const weeks = weeksOf(days);

  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    body.current?.querySelector<HTMLElement>(`[data-day="${end}"]`)?.focus();
  }, [end]);

  const goTo = (index: number, extend: boolean) => {
    const day = days[Math.max(0, Math.min(days.length - 1, index))]?.day;
    if (!day) return;
    wantsFocus.current = day !== end;
    onChoose(extend ? anchor : day, day);
  };
  const press = (event: KeyboardEvent) => {
    const at = days.findIndex((one) => one.day === end);
    const step = STEPS[event.key];
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (step !== undefined) goTo(at + step, event.shiftKey);
    else if (event.key === 'Home') goTo(0, event.shiftKey);
    else if (event.key === 'End') goTo(days.length - 1, event.shiftKey);
    else if (event.key === 'Escape') onLeave();
    else if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey)) onUndo();
    else if ((event.key === 'Enter' || event.key === 'F2') && onType) onType('');
    else if (/^[\d+\-.,%]$/.test(event.key) && isPlain && onType) onType(event.key);
    else return;
    event.preventDefault();
  };
  const dayUnder = (event: PointerEvent) =>
    (event.target as HTMLElement).closest<HTMLElement>('[data-day]')?.dataset.day;
  return (
    // biome-ignore lint/a11y/useSemanticElements: no landmark, for it stands in a card of its own
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever may only look has to reach all of it by keyboard
    <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={text('grid')}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that takes keys */}
      <table role="grid" aria-label={text('grid')} aria-multiselectable className="border-collapse">
        <thead>
          <tr>
            <th scope="col" className={HEAD}>
              {text('day')}
            </th>
            {weeks.map(({ start, first, last, count }) => (
              <th key={start} colSpan={count} scope="colgroup" className="border-l border-line p-0 text-left">
                <button
                  type="button"
                  aria-label={text('chooseWeek', { day: format.day(count > 2 ? start : first) })}
                  onClick={() => onChoose(first, last)}
                  className="w-full truncate px-2 py-1 text-left text-sm font-medium text-ink-soft hover:text-ink hover:underline"
                >
                  {count > 2 ? text('week', { day: format.day(start) }) : format.day(first)}
                </button>
              </th>
            ))}
          </tr>
          <tr className="border-b border-line">
            <td className={HEAD} />
            {days.map(({ day }) => (
              <th
                key={day}
                scope="col"
                className={classes(
                  'px-2 pb-1 text-right text-xs font-medium whitespace-nowrap text-ink-faint',
                  isMonday(day) && 'border-l border-line',
                )}
              >
                {format.weekday(day).replace(/ \p{L}+\.?$/u, '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Figures
            label={text('lastYear')}
            days={days}
            figure={({ lastYear }) => format.units(lastYear)}
            note={({ lastYearNote }) => lastYearNote}
          />
          <Figures
            label={text('range')}
            days={days}
            figure={({ lower, upper }) =>
              lower === null ? '–' : `${format.units(lower)} – ${format.units(upper)}`
            }
          />
          <Figures label={text('forecast')} days={days} figure={({ forecast }) => format.units(forecast)} />
          <Figures
            label={text('change')}
            days={days}
            figure={({ plan, forecast, lastYear }) =>
              format.percent(lastYear ? (plan ?? forecast) / lastYear - 1 : null, { signed: true })
            }
          />
          <tr
            ref={body}
            className="border-t border-line"
            onKeyDown={press}
            onPointerDown={(event) => {
              const day = dayUnder(event);
              if (!day) return;
              drag.current = event.pointerType === 'mouse';
              onChoose(event.shiftKey ? anchor : day, day);
            }}
            onPointerOver={(event) => {
              const day = dayUnder(event);
              if (drag.current && event.buttons === 1 && day) onChoose(anchor, day);
            }}
            onPointerUp={() => {
              drag.current = false;
            }}
          >
            <th scope="row" className={classes(HEAD, 'font-semibold text-ink')}>
              {text('plan')}
            </th>
            {days.map((day) => (
              <PlanCell
                key={day.day}
                day={day}
                isChosen={day.day >= low && day.day <= high}
                isActive={day.day === end}
                typed={day.day === anchor ? typed : ''}
              />
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function Figures({
  label,
  days,
  figure,
  note,
}: {
  label: string;
  days: PlanDay[];
  figure: (day: PlanDay) => string;
  note?: (day: PlanDay) => string | null;
}) {
  return (
    <tr>
      <th scope="row" className={HEAD}>
        {label}
      </th>
      {days.map((day) => (
        <td key={day.day} className={classes(FIGURE, isMonday(day.day) && 'border-l border-line')}>
          {note?.(day) ? (
            <abbr title={note(day) ?? ''} className="cursor-help decoration-dotted underline-offset-2">
              {figure(day)}
              <span className="sr-only">{` (${note(day)})`}</span>
            </abbr>
          ) : (
            figure(day)
          )}
        </td>
      ))}
    </tr>
  );
}

function isMonday(day: string): boolean {
  return periodStart(day, 'week') === day;
}

/** The weeks that some days lie in, with their first and last day among them. */
function weeksOf(days: PlanDay[]) {
  const found: { start: string; first: string; last: string; count: number }[] = [];
  for (const { day } of days) {
    const start = periodStart(day, 'week');
    const week = found.at(-1);
    if (week?.start === start) {
      week.last = day;
      week.count += 1;
    } else found.push({ start, first: day, last: day, count: 1 });
  }
  return found;
}
