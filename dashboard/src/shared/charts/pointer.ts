import type uPlot from 'uplot';
import type { Format } from '../format/format';
import type { Band, Line } from './chart-lines';

interface Told {
  days: string[];
  lines: Line[];
  bands: Band[];
  /** Days on which nobody sells, and the word for it. */
  closed: { days: readonly string[]; word: string };
  format: Format;
}

/** Beside the pointer: the day and what each line and range says of it. */
export function pointer({ days, lines, bands, closed, format }: Told): uPlot.Plugin {
  const box = document.createElement('div');
  box.className =
    'pointer-events-none absolute z-10 hidden rounded-md border border-line bg-raised px-2.5 py-1.5 text-sm whitespace-nowrap shadow-lg';

  const fill = (index: number) => {
    const rows = lines
      .filter((line) => line.values[index] != null)
      .flatMap((line) => {
        const note = line.notes?.get(days[index] ?? '');
        return [[line.label, format.units(line.values[index])], ...(note ? [[note]] : [])];
      });
    for (const band of bands) {
      const [low, high] = [band.lower[index], band.upper[index]];
      if (low != null && high != null)
        rows.push([band.label, `${format.units(low)} – ${format.units(high)}`]);
    }
    const day = document.createElement('div');
    day.className = 'font-medium';
    const isClosed = closed.days.includes(days[index] ?? '');
    day.textContent = [format.weekday(days[index]), isClosed && closed.word].filter(Boolean).join(' · ');
    box.replaceChildren(
      day,
      ...rows.map(([name = '', value = '']) => {
        const row = document.createElement('div');
        row.className = 'flex justify-between gap-4';
        const [left, right] = [document.createElement('span'), document.createElement('span')];
        left.className = 'text-ink-soft';
        left.textContent = name;
        right.textContent = value;
        if (!value) left.className = 'text-xs text-ink-faint';
        row.append(left, right);
        return row;
      }),
    );
  };

  return {
    hooks: {
      init: (plot) => plot.over.append(box),
      setCursor: (plot) => {
        const index = plot.cursor.idx;
        const isShown = index != null && (plot.cursor.left ?? -1) >= 0;
        box.classList.toggle('hidden', !isShown);
        if (!isShown) return;
        fill(index);
        const left = plot.cursor.left ?? 0;
        const isRight = left > plot.over.clientWidth / 2;
        box.style.left = isRight ? '' : `${left + 12}px`;
        box.style.right = isRight ? `${plot.over.clientWidth - left + 12}px` : '';
        box.style.top = '8px';
      },
    },
  };
}
