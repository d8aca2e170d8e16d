import type uPlot from 'uplot';
import { colour } from './theme';

/** Draws where the known ends: a line, and a veil over the future. */
export function nowLine(at: number | null): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (plot) => {
        if (at === null) return;
        const { left, top, width, height } = plot.bbox;
        const x = plot.valToPos(at, 'x', true);
        if (x <= left || x >= left + width) return;
        const { ctx } = plot;
        ctx.save();
        ctx.fillStyle = colour('sunken', 0.6);
        ctx.fillRect(x, top, left + width - x, height);
        ctx.strokeStyle = colour('line-strong');
        ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
        ctx.beginPath();
        ctx.moveTo(x, top);
        ctx.lineTo(x, top + height);
        ctx.stroke();
        ctx.restore();
      },
    },
  };
}
