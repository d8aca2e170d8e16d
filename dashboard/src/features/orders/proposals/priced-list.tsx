import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronRight, Download } from 'lucide-react';
import { Fragment, type ReactNode, useState } from 'react';
import type { Proposal, Proposals } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Button, buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { classes } from '@/shared/ui/classes';
import { useSupplierName } from '../use-supplier-name';
import { Why } from '../why';
import { ordersWords } from '../words';
import type { ProposalFilter } from './use-proposals';

const FILES = ['csv', 'xlsx'] as const;
const CELL = 'px-3 py-2 first:min-w-32 first:pl-4 last:pr-4 print:first:min-w-0';

/** Every product to order with its price, what it saves, and why; what saves most first. */
export function PricedList({
  proposals,
  hasBudget,
  filter,
  onOpen,
  end,
}: {
  proposals: Proposals;
  hasBudget: boolean;
  filter: ProposalFilter;
  onOpen: (order: number) => void;
  /** What stands below the last row. */
  end: ReactNode;
}) {
  const text = useText(ordersWords);
  const format = useFormat();
  const supplierName = useSupplierName();
  const [open, setOpen] = useState<number | null>(null);
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) asked.set(name, String(value));
  const heads = [
    { label: text('product'), isNumber: false },
    { label: text('supplier'), isNumber: false },
    { label: text('quantity'), isNumber: true },
    ...(hasBudget ? [{ label: text('affordable'), isNumber: true }] : []),
    { label: text('costs'), isNumber: true },
    { label: text('saves'), isNumber: true },
    { label: text('perMoney'), isNumber: true },
    { label: text('why'), isNumber: false },
  ];
  return (
    <Card
      flush
      title={text('list')}
      hint={text('listHint')}
      actions={FILES.map((kind) => (
        <a
          key={kind}
          className={buttonClasses('plain', 'small')}
          href={`/api/exports/orders/proposals?${asked}&format=${kind}`}
          download
        >
          <Download aria-hidden />
          {text(kind)}
        </a>
      ))}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: no landmark, for it stands in a card of the same name */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it sideways */}
      <div role="group" aria-label={text('list')} tabIndex={0} className="relative overflow-x-auto">
        <table className="w-full border-collapse">
          <thead>
            <tr className="border-b border-line text-left text-sm text-ink-faint">
              {heads.map((head) => (
                <th
                  key={head.label}
                  scope="col"
                  className={classes(CELL, 'font-medium whitespace-nowrap', head.isNumber && 'text-right')}
                >
                  {head.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {proposals.items.map((line) => (
              <Fragment key={line.id}>
                <tr className="border-b border-line">
                  <td className={CELL}>
                    <Link
                      to="/products/$sku"
                      params={{ sku: line.product }}
                      search={line.store ? { store: line.store } : {}}
                      className="font-medium hover:underline"
                    >
                      {line.name}
                      <span className="block text-sm font-normal text-ink-faint">
                        {line.store ?? text('noStore')}
                        {line.stale_since !== null && ` · ${text('stale')}`}
                      </span>
                    </Link>
                  </td>
                  <td className={CELL}>
                    <button
                      type="button"
                      className="text-left hover:underline"
                      onClick={() => onOpen(line.order_id)}
                    >
                      {supplierName(line.supplier)}
                      <span className="block text-sm text-ink-faint">
                        {text('number', { id: line.order_id })}
                      </span>
                    </button>
                  </td>
                  <td className={classes(CELL, 'text-right')}>
                    <span className="font-semibold">{format.units(line.quantity)}</span>
                    {line.quantity === 0 && (
                      <span className="block text-xs whitespace-nowrap text-warn">{text('waits')}</span>
                    )}
                    <span className="block text-xs whitespace-nowrap text-ink-faint">
                      {line.quantity === 0
                        ? ''
                        : line.pack_size > 1
                          ? text('pack', { count: line.pack_size })
                          : text('single')}
                    </span>
                  </td>
                  {hasBudget && (
                    <td className={classes(CELL, 'text-right')}>
                      <Affordable line={line} />
                    </td>
                  )}
                  <td className={classes(CELL, 'text-right')}>
                    {line.amount === null ? text('noCost') : format.money(line.amount)}
                  </td>
                  <td className={classes(CELL, 'text-right')}>{format.money(line.saves)}</td>
                  <td className={classes(CELL, 'text-right')}>{format.money(perMoney(line))}</td>
                  <td className={CELL}>
                    {line.why && (
                      <Button
                        look="quiet"
                        size="small"
                        aria-expanded={open === line.id}
                        aria-label={`${text('why')}: ${line.name}, ${line.store ?? text('noStore')}`}
                        onClick={() => setOpen(open === line.id ? null : line.id)}
                      >
                        {open === line.id ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
                        {text('why')}
                      </Button>
                    )}
                  </td>
                </tr>
                {open === line.id && line.why && (
                  <tr className="border-b border-line bg-sunken">
                    <td colSpan={heads.length} className="px-4 py-3">
                      <Why why={line.why} amount={line.amount} saves={line.saves} />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {end}
    </Card>
  );
}

function Affordable({ line }: { line: Proposal }) {
  const text = useText(ordersWords);
  const format = useFormat();
  if (line.affordable >= line.quantity) return <Badge tone="good">{text('affordableAll')}</Badge>;
  if (line.affordable <= 0) return <Badge>{text('affordableNone')}</Badge>;
  return <Badge tone="warn">{format.units(line.affordable)}</Badge>;
}

function perMoney(line: Proposal): number | null {
  const cost = Number(line.amount ?? 0);
  return cost > 0 && line.saves !== null ? line.saves / cost : null;
}
