import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useText } from '@/shared/text/define-text';
import { words } from './words';

const route = getRouteApi('/signed-in/data/sales');

/** The way to the single sales of some days, of the store, category and product that are chosen. */
export function LinesLink({ from, to, children }: { from: string; to: string; children: ReactNode }) {
  const text = useText(words);
  const { store, product, category } = route.useSearch();
  return (
    <Link
      to="/data/sales/lines"
      search={{ from, to, store, product, category }}
      title={text('singleSales')}
      className="underline decoration-dotted underline-offset-2 hover:decoration-solid"
    >
      {children}
    </Link>
  );
}
