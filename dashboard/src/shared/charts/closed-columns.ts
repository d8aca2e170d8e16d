import type uPlot from 'uplot';
import { colour } from './theme';

const HALF_A_DAY = 43_200;
const LETTERS_PX = 11;

/** Shades days on which nobody sells, each with the word for it from its top down. */
export function closedColumns(times: readonly number[], word: string): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (plot) => {
        const { left, top, width, height } = plot.bbox;
        const { ctx } = plot;
        ctx.save();
        ctx.beginPath();
        ctx.rect(left, top, width, height);
        ctx.clip();
        ctx.font = `${LETTERS_PX * devicePixelRatio}px system-ui, sans-serif`;
        ctx.textBaseline = 'middle';
        ctx.textAlign = 'right';
        for (const at of times) {
          const from = plot.valToPos(at - HALF_A_DAY, 'x', true);
          const to = plot.valToPos(at + HALF_A_DAY, 'x', true);
          ctx.fillStyle = colour('bad', 0.14);
          ctx.fillRect(from, top, Math.max(to - from, devicePixelRatio), height);
          ctx.save();
          ctx.translate((from + to) / 2, top + 4 * devicePixelRatio);
          ctx.rotate(-Math.PI / 2);
          ctx.fillStyle = colour('ink-soft');
          ctx.fillText(word, 0, 0);
          ctx.restore();
        }
        ctx.restore();
      },
    },
  };
}
