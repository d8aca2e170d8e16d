import { getRouteApi, Link } from '@tanstack/react-router';
import { ArrowLeft, ChartNoAxesCombined } from 'lucide-react';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { Page } from '@/shared/ui/page';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { ChoiceFields } from '../choice-fields';
import { useKnownDays } from '../use-known-days';
import { LinesList } from './lines-list';
import { LinesTiles } from './lines-tiles';
import { SaleDialog } from './sale-dialog';
import { linesWords } from './words';

const route = getRouteApi('/signed-in/data/sales/lines');

/** The single sales of a day or more, to be corrected by who may. */
export function LinesScreen() {
  const text = useText(linesWords);
  const may = useMay();
  const known = useKnownDays();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const canCorrect = may('correct_sales');
  const set = (next: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const open = (sale: number | undefined) => void navigate({ search: (before) => ({ ...before, sale }) });
  const { store, product, category } = search;
  const parts = () => {
    if (known.error) return <Failed error={known.error} />;
    if (known.isPending) return <Loading className="h-[40rem]" />;
    if (known.last === undefined) return <Empty icon={ChartNoAxesCombined} title={text('noDays')} />;
    // One day alone is asked for by either end.
    const one = search.to ?? search.from ?? known.last;
    const [from, to] = [search.from ?? one, one].sort() as [string, string];
    const choice = { from, to, store, product, category };
    return (
      <>
        <ChoiceFields choice={choice} onChange={set} />
        <LinesTiles choice={choice} />
        <LinesList
          choice={choice}
          sort={search.sort ?? '-quantity'}
          onSort={(sort) => set({ sort })}
          onOpen={canCorrect ? open : undefined}
        />
        {canCorrect && search.sale !== undefined && (
          <SaleDialog key={search.sale} id={search.sale} onClose={() => open(undefined)} />
        )}
      </>
    );
  };
  return (
    <Page
      title={text('title')}
      hint={text(canCorrect ? 'hint' : 'hintRead')}
      actions={
        <Link to="/data/sales" search={{ store, product, category }} className={buttonClasses()}>
          <ArrowLeft aria-hidden />
          {text('back')}
        </Link>
      }
    >
      {parts()}
    </Page>
  );
}
