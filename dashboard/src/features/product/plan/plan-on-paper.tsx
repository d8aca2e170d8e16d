import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { planWords } from './plan-words';
import type { PlanDay } from './use-plan-days';

const COLUMNS = ['lastYear', 'range', 'forecast', 'change', 'plan'] as const;

/** The plan as it is printed: a row a day, since a sheet has no room for a column each. */
export function PlanOnPaper({ days }: { days: PlanDay[] }) {
  const text = useText(planWords);
  const format = useFormat();
  const cells = ({ lastYear, lastYearNote, lower, upper, forecast, plan }: PlanDay) => [
    [format.units(lastYear), lastYearNote && `(${lastYearNote})`].filter(Boolean).join(' '),
    lower === null ? '–' : `${format.units(lower)} – ${format.units(upper)}`,
    format.units(forecast),
    format.percent(lastYear ? (plan ?? forecast) / lastYear - 1 : null, { signed: true }),
    format.units(plan ?? forecast),
  ];
  return (
    <table className="hidden w-full print:table">
      <thead>
        <tr className="border-b border-line">
          <th scope="col" className="text-left font-medium">
            {text('day')}
          </th>
          {COLUMNS.map((name) => (
            <th key={name} scope="col" className="text-right font-medium">
              {text(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.day} className="border-b border-line">
            <th scope="row" className="text-left font-normal">
              {format.weekday(day.day)}
            </th>
            {cells(day).map((cell, index) => (
              <td
                key={COLUMNS[index]}
                className={
                  COLUMNS[index] === 'plan' && day.plan !== null ? 'text-right font-semibold' : 'text-right'
                }
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
