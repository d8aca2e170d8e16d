import { Table2 } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useFormat } from '../format/use-format';
import { defineText, useText } from '../text/define-text';
import { Button } from '../ui/button';
import { daysAlone, type TimeChartProps } from './chart-lines';
import { ChartTable } from './chart-table';
import { closedColumns } from './closed-columns';
import { closedWords } from './closed-words';
import { nowLine } from './now-line';
import { pointer } from './pointer';
import { colour, useTheme } from './theme';

const words = defineText(
  'charts',
  {
    table: 'Show as table',
    chart: 'Show as chart',
    closedOn: 'Closed on {{days}}',
    closedDays_one: 'Closed on {{count}} day',
    closedDays_other: 'Closed on {{count}} days',
  },
  {
    table: 'Als Tabelle zeigen',
    chart: 'Als Bild zeigen',
    closedOn: 'Geschlossen am {{days}}',
    closedDays_one: 'An {{count}} Tag geschlossen',
    closedDays_other: 'An {{count}} Tagen geschlossen',
  },
);

const DAY_SECONDS = 86_400;
const MOST_NAMED = 3;
const NONE: readonly string[] = [];

/** Sales and forecasts over time, with ranges, a line for now, a pointer that tells, and a table for all who prefer it. */
export function TimeChart(props: TimeChartProps) {
  const text = useText(words);
  const [isTable, setIsTable] = useState(false);
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <Legend {...props} />
        <Button look="quiet" size="small" data-print="hide" onClick={() => setIsTable(!isTable)}>
          <Table2 aria-hidden />
          {isTable ? text('chart') : text('table')}
        </Button>
      </figcaption>
      {isTable ? <ChartTable {...props} /> : <Canvas {...props} />}
    </figure>
  );
}

function Legend({ lines, bands = [], closedDays = NONE }: TimeChartProps) {
  const text = useText(words);
  const format = useFormat();
  return (
    <ul className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-soft">
      {lines.map((line) => (
        <li key={line.key} className="flex items-center gap-1.5">
          <svg aria-hidden="true" width="18" height="8">
            {line.shape === 'points' ? (
              <circle cx="9" cy="4" r="3" fill={`var(--${line.colour})`} />
            ) : (
              <line
                x1="0"
                x2="18"
                y1="4"
                y2="4"
                stroke={`var(--${line.colour})`}
                strokeWidth={line.shape === 'bars' ? 8 : 2}
                strokeDasharray={line.dashed ? '4 3' : undefined}
              />
            )}
          </svg>
          {line.label}
        </li>
      ))}
      {bands.map((band) => (
        <li key={band.label} className="flex items-center gap-1.5">
          <svg aria-hidden="true" width="18" height="10">
            <rect width="18" height="10" fill={`var(--${band.colour ?? 'range'})`} opacity={band.opacity} />
          </svg>
          {band.label}
        </li>
      ))}
      {closedDays.length > 0 && (
        <li className="flex items-center gap-1.5">
          <svg aria-hidden="true" width="10" height="12">
            <rect width="10" height="12" fill="var(--bad)" opacity="0.2" />
          </svg>
          {closedDays.length > MOST_NAMED
            ? text('closedDays', { count: closedDays.length })
            : text('closedOn', { days: closedDays.map((day) => format.day(day)).join(', ') })}
        </li>
      )}
    </ul>
  );
}

function Canvas({
  label,
  days,
  lines,
  bands = [],
  knownUntil,
  closedDays = NONE,
  height = 280,
  syncAs,
}: TimeChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const closed = useText(closedWords)('closed');
  const format = useFormat();
  const theme = useTheme();
  const times = useMemo(() => days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000), [days]);
  const data = useMemo<uPlot.AlignedData>(
    () => [times, ...bands.flatMap((band) => [band.upper, band.lower]), ...lines.map((line) => line.values)],
    [times, bands, lines],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read anew with another theme
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const edges: uPlot.Series[] = bands.flatMap(() => [
      { points: { show: false }, width: 0 },
      { points: { show: false }, width: 0 },
    ]);
    const drawn: uPlot.Series[] = lines.map((line) => {
      const alone = line.shape === 'bars' ? [] : daysAlone(line.values);
      return {
        label: line.label,
        stroke: colour(line.colour),
        width: line.shape === 'bars' ? 0 : 1.75,
        dash: line.dashed ? [5, 4] : undefined,
        fill: line.shape === 'bars' ? colour(line.colour) : undefined,
        paths: line.shape === 'bars' ? uPlot.paths.bars?.({ size: [0.7, 40] }) : undefined,
        points: {
          show: line.shape === 'points' || alone.length > 0,
          filter: line.shape === 'points' ? undefined : () => alone,
          size: 5,
          fill: colour(line.colour),
        },
      };
    });
    const axis = {
      stroke: colour('ink-faint'),
      grid: { stroke: colour('line'), width: 1 },
      ticks: { show: false },
    };
    const options: uPlot.Options = {
      width: box.clientWidth,
      height,
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
      legend: { show: false },
      cursor: {
        points: { size: 7 },
        drag: { x: false, y: false },
        sync: syncAs ? { key: syncAs } : undefined,
      },
      scales: {
        x:
          times.length === 1 ? { range: [(times[0] ?? 0) - DAY_SECONDS, (times[0] ?? 0) + DAY_SECONDS] } : {},
        y: { range: (_plot, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.06] },
      },
      series: [{}, ...edges, ...drawn],
      bands: bands.map((band, index) => ({
        series: [index * 2 + 1, index * 2 + 2] as [number, number],
        fill: colour(band.colour ?? 'range', band.opacity),
      })),
      axes: [
        {
          ...axis,
          grid: { show: false },
          // Far enough below that the 0 of the other axis stands clear of the first day.
          gap: 10,
          size: 36,
          font: '12px system-ui, sans-serif',
          values: (_plot, marks, _axis, _space, step) =>
            marks.map((mark) => {
              const day = new Date(mark * 1000).toISOString().slice(0, 10);
              return step >= 28 * 86_400 ? format.shortMonth(day) : format.day(day);
            }),
          space: 70,
          ...(times.length === 1 ? { splits: () => times } : {}),
        },
        {
          ...axis,
          font: '12px system-ui, sans-serif',
          size: 52,
          values: (_plot, marks) => format.marks(marks),
        },
      ],
      plugins: [
        nowLine(knownUntil ? Date.parse(`${knownUntil}T00:00:00Z`) / 1000 + 43_200 : null),
        closedColumns(
          closedDays.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000),
          closed,
        ),
        pointer({ days, lines, bands, closed: { days: closedDays, word: closed }, format }),
      ],
    };
    const plot = new uPlot(options, data, box);
    const watch = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height }));
    watch.observe(box);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [data, theme, format, height, knownUntil, closedDays, closed, syncAs]);

  return (
    <div
      ref={place}
      role="img"
      aria-label={label}
      className="relative min-w-0"
      style={{ minHeight: height }}
    />
  );
}
