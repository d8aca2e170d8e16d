import { getRouteApi, Link } from '@tanstack/react-router';
import { ChartNoAxesCombined } from 'lucide-react';
import { addDays } from '@/shared/format/days';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { Page } from '@/shared/ui/page';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { SalesFilters } from './sales-filters';
import { SalesView } from './sales-view';
import { useKnownDays } from './use-known-days';
import { words } from './words';

const route = getRouteApi('/signed-in/data/sales');
const FIRST_SPAN_DAYS = 91;

/** What was sold, by day, week or month, beside the year before. */
export function SalesScreen() {
  const text = useText(words);
  const may = useMay();
  const known = useKnownDays();
  const search = route.useSearch();
  const parts = () => {
    if (known.error) return <Failed error={known.error} />;
    if (known.isPending) return <Loading className="h-[40rem]" />;
    if (known.first === undefined || known.last === undefined)
      return (
        <Empty
          icon={ChartNoAxesCombined}
          title={text('nothingYet')}
          action={
            may('import_sales') && (
              <Link to="/data/import" search={{}} className={buttonClasses('primary')}>
                {text('bring')}
              </Link>
            )
          }
        >
          {text('nothingYetHint')}
        </Empty>
      );
    const to = search.to ?? known.last;
    const from = search.from ?? addDays(to, 1 - FIRST_SPAN_DAYS);
    const [first, last] = from <= to ? [from, to] : [to, from];
    return (
      <>
        <SalesFilters from={first} to={last} last={known.last} />
        <SalesView from={first} to={last} firstKnown={known.first} lastKnown={known.last} />
      </>
    );
  };
  return (
    <Page title={text('title')} hint={text('hint')}>
      {parts()}
    </Page>
  );
}
