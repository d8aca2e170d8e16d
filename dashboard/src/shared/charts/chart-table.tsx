import { useFormat } from '../format/use-format';
import { defineText, useText } from '../text/define-text';
import type { TimeChartProps } from './chart-lines';
import { closedWords } from './closed-words';

const words = defineText('chart-table', { day: 'Day' }, { day: 'Tag' });

/** A chart's numbers, newest first. */
export function ChartTable({ label, days, lines, bands = [], closedDays = [] }: TimeChartProps) {
  const format = useFormat();
  const text = useText(words);
  const closed = useText(closedWords)('closed');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
    <section aria-label={label} tabIndex={0} className="max-h-80 overflow-auto">
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-surface text-left text-ink-faint">
          <tr>
            <th scope="col" className="px-2 py-1 font-medium">
              {text('day')}
            </th>
            {lines.map((line) => (
              <th key={line.key} scope="col" className="px-2 py-1 text-right font-medium">
                {line.label}
              </th>
            ))}
            {bands.map((band) => (
              <th key={band.label} scope="col" className="px-2 py-1 text-right font-medium">
                {band.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days
            .map((day, index) => (
              <tr key={day} className="border-t border-line">
                <th scope="row" className="px-2 py-1 text-left font-normal">
                  {[format.date(day), closedDays.includes(day) && closed].filter(Boolean).join(' · ')}
                </th>
                {lines.map((line) => (
                  <td key={line.key} className="px-2 py-1 text-right">
                    {format.units(line.values[index])}
                    {line.values[index] != null && line.notes?.has(day) && (
                      <span className="block text-xs text-ink-faint">{line.notes.get(day)}</span>
                    )}
                  </td>
                ))}
                {bands.map((band) => (
                  <td key={band.label} className="px-2 py-1 text-right">
                    {band.lower[index] == null
                      ? '–'
                      : `${format.units(band.lower[index])} – ${format.units(band.upper[index])}`}
                  </td>
                ))}
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </section>
  );
}
