import { Table2 } from 'lucide-react';
import { useState } from 'react';
import type { CurvePoint } from '@/shared/api/generated';
import { roundMarks } from '@/shared/charts/round-marks';
import { useWidth } from '@/shared/charts/use-width';
import { useFormat } from '@/shared/format/use-format';
import { defineText, useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { DataTable } from '@/shared/ui/data-table';
import { ordersWords } from '../words';

const words = defineText(
  'money-curve',
  { table: 'Show as table', chart: 'Show as chart' },
  { table: 'Als Tabelle zeigen', chart: 'Als Bild zeigen' },
);
const [USUAL_WIDTH, HEIGHT] = [560, 216];
const EDGE = { left: 56, right: 12, top: 12, bottom: 46 };
const TABLE_ROWS = 10;

/** What more or less money saves: steep where the first packs matter, flat where the last ones hardly do. */
export function MoneyCurve({ curve, spend, saves }: { curve: CurvePoint[]; spend: number; saves: number }) {
  const text = useText(ordersWords);
  const shown = useText(words);
  const format = useFormat();
  const [isTable, setIsTable] = useState(false);
  const { place, width } = useWidth<HTMLElement>(USUAL_WIDTH);
  const most = { spend: curve.at(-1)?.spend || 1, saves: Math.max(1e-9, ...curve.map((one) => one.saves)) };
  const x = (money: number) => EDGE.left + (money / most.spend) * (width - EDGE.left - EDGE.right);
  const y = (money: number) =>
    HEIGHT - EDGE.bottom - (money / most.saves) * (HEIGHT - EDGE.top - EDGE.bottom);
  const line = [{ spend: 0, saves: 0 }, ...curve].map((one) => `${x(one.spend)},${y(one.saves)}`).join(' ');
  const [saved, spent] = [roundMarks(most.saves), roundMarks(most.spend)];
  const [savedMarks, spentMarks] = [format.marks(saved), format.marks(spent)];
  const every = Math.max(1, Math.ceil(curve.length / TABLE_ROWS));
  const rows = curve.filter((_, index) => index % every === every - 1 || index === curve.length - 1);
  return (
    <figure ref={place} className="min-w-0">
      <figcaption className="mb-1 flex items-center justify-between gap-3 text-sm text-ink-soft">
        {text('curve')}
        <Button look="quiet" size="small" data-print="hide" onClick={() => setIsTable(!isTable)}>
          <Table2 aria-hidden />
          {shown(isTable ? 'chart' : 'table')}
        </Button>
      </figcaption>
      {isTable ? (
        <DataTable
          label={text('curve')}
          rows={rows}
          rowKey={(row) => row.spend}
          columns={[
            { key: 'spend', label: text('spend'), isNumber: true, cell: (row) => format.money(row.spend) },
            { key: 'saves', label: text('saves'), isNumber: true, cell: (row) => format.money(row.saves) },
          ]}
        />
      ) : (
        <svg
          role="img"
          aria-label={`${text('curve')}: ${text('buys', {
            spend: format.money(spend),
            saves: format.money(saves),
            share: format.percent(saves / most.saves),
          })}`}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          className="h-auto w-full text-[12px]"
        >
          {saved.map((money, at) => (
            <g key={`saves ${money}`}>
              <line x1={EDGE.left} x2={width - EDGE.right} y1={y(money)} y2={y(money)} stroke="var(--line)" />
              <text x={EDGE.left - 8} y={y(money) + 4} textAnchor="end" fill="var(--ink-faint)">
                {savedMarks[at]}
              </text>
            </g>
          ))}
          {spent.map((money, at) => (
            <text
              key={`spend ${money}`}
              x={x(money)}
              y={HEIGHT - EDGE.bottom + 16}
              textAnchor="middle"
              fill="var(--ink-faint)"
            >
              {spentMarks[at]}
            </text>
          ))}
          <text
            x={(EDGE.left + width - EDGE.right) / 2}
            y={HEIGHT - 4}
            textAnchor="middle"
            fill="var(--ink-faint)"
          >
            {text('curveAxis')}
          </text>
          <polyline points={line} fill="none" stroke="var(--forecast)" strokeWidth="2" />
          <line
            x1={x(spend)}
            x2={x(spend)}
            y1={EDGE.top}
            y2={HEIGHT - EDGE.bottom}
            stroke="var(--ink-faint)"
            strokeDasharray="4 3"
          />
          <circle
            cx={x(spend)}
            cy={y(saves)}
            r="5"
            fill="var(--forecast)"
            stroke="var(--surface)"
            strokeWidth="2"
          />
        </svg>
      )}
    </figure>
  );
}
