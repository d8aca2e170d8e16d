import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import type { Column } from '@/shared/ui/data-table';
import { linesWords } from './lines-words';
import { isOpen, type Stage } from './stages';
import { UnitsField } from './units-field';

/** What is typed into a table's fields, by product, and which of its columns has them. */
export interface UnitsTyping {
  typed: Record<number, string>;
  mode: 'look' | 'change' | 'send' | 'receive';
  onType: (product: number, value: string) => void;
}

interface Line {
  product_id: number;
  name: string;
  proposed: number | null;
  quantity: number;
  received: number;
  pack_size?: number;
}

/** The columns of a line's units, and of those that came once it was sent; fields where they can be typed. */
export function useUnitsColumns<Row extends Line>(
  label: string,
  stage: Stage,
  { typed, mode, onType }: UnitsTyping,
): Column<Row>[] {
  const text = useText(linesWords);
  const format = useFormat();
  const field = (line: Row, name: string, packSize?: number) => (
    <UnitsField
      label={name}
      typed={typed[line.product_id]}
      units={line.quantity}
      packSize={packSize}
      canBeEmpty={mode === 'receive'}
      onType={(value) => onType(line.product_id, value)}
    />
  );
  const units: Column<Row> = {
    key: 'quantity',
    label,
    isNumber: true,
    className: 'align-top',
    cell: (line) => (
      <>
        {mode === 'change' && field(line, text('unitsOf', { name: line.name }), line.pack_size)}
        {mode === 'send' && field(line, text('sentOf', { name: line.name }))}
        {(mode === 'look' || mode === 'receive') && format.units(line.quantity)}
        {line.proposed !== null && line.proposed > 0 && line.proposed !== line.quantity && (
          <span className="block text-xs whitespace-nowrap text-ink-faint">
            {text('was', { units: format.units(line.proposed) })}
          </span>
        )}
      </>
    ),
  };
  if (isOpen(stage) || stage === 'approved') return [units];
  const came: Column<Row> = {
    key: 'came',
    label: text('came'),
    isNumber: true,
    className: 'align-top',
    cell: (line) =>
      mode === 'receive' ? field(line, text('cameOf', { name: line.name })) : format.units(line.received),
  };
  return [units, came];
}
