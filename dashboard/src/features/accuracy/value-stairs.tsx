import type { ValueStep } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { DataTable } from '@/shared/ui/data-table';
import { valueWords } from './value-words';

/** Each step's error as a bar, what it gained on the step before, its bias and what its errors cost. */
export function ValueStairs({ steps }: { steps: ValueStep[] }) {
  const text = useText(valueWords);
  const format = useFormat();
  const most = Math.max(1e-9, ...steps.map((step) => step.wape ?? 0));
  const points = new Intl.NumberFormat(format.locale, {
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const rows = steps.map((step, index) => {
    const before = index > 0 ? steps[index - 1]?.wape : null;
    return { ...step, gain: before == null || step.wape == null ? null : 100 * (step.wape - before) };
  });
  return (
    <DataTable
      label={text('title')}
      rows={rows}
      rowKey={(step) => step.step}
      columns={[
        {
          key: 'step',
          label: text('step'),
          className: 'font-medium whitespace-nowrap',
          cell: (step) => text(step.step),
        },
        {
          key: 'off',
          label: text('off'),
          className: 'w-1/3 min-w-40',
          cell: (step) => (
            <div className="flex items-center gap-2">
              <div aria-hidden className="h-3 flex-1 rounded-sm bg-sunken">
                <div
                  className={classes(
                    'h-3 rounded-sm',
                    step.step === 'person' || step.step === 'approved' ? 'bg-actual' : 'bg-forecast',
                  )}
                  style={{ width: `${(100 * (step.wape ?? 0)) / most}%` }}
                />
              </div>
              <span className="w-14 text-right">{format.percent(step.wape, { digits: 1 })}</span>
            </div>
          ),
        },
        {
          key: 'gain',
          label: text('against'),
          isNumber: true,
          className: 'whitespace-nowrap',
          cell: (step) =>
            step.gain === null ? (
              '–'
            ) : (
              <span className={classes(step.gain < -0.05 && 'text-good', step.gain > 0.05 && 'text-bad')}>
                {text('points', { points: points.format(step.gain) })}
              </span>
            ),
        },
        {
          key: 'bias',
          label: text('bias'),
          isNumber: true,
          cell: (step) => format.percent(step.bias, { signed: true, digits: 1 }),
        },
        {
          key: 'pinball',
          label: text('pinball'),
          isNumber: true,
          cell: (step) => format.percent(step.pinball, { digits: 1 }),
        },
        { key: 'money', label: text('money'), isNumber: true, cell: (step) => format.money(step.money) },
      ]}
    />
  );
}
