import { getRouteApi, Link } from '@tanstack/react-router';
import { Pause, Play, Radio } from 'lucide-react';
import { useFormat } from '@/shared/format/use-format';
import { useMay } from '@/shared/session/use-me';
import { useAlertText } from '@/shared/text/alert-words';
import { useText } from '@/shared/text/define-text';
import { useJobKind } from '@/shared/text/job-kinds';
import { Badge } from '@/shared/ui/badge';
import { Button, buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Page } from '@/shared/ui/page';
import { Segments } from '@/shared/ui/segments';
import { Empty } from '@/shared/ui/states';
import { eventLine } from './event-words';
import { StoreMultiples } from './store-multiples';
import { useEventFeed } from './use-event-feed';
import { liveWords } from './words';

const route = getRouteApi('/signed-in/live');
const SHOWN = 100;
/** What each choice shows; without one, everything. */
const CHOICES: Record<string, string[]> = {
  sale: ['sale', 'sale_corrected', 'sale_removed', 'import'],
  forecast: ['forecast', 'outlook', 'promotion'],
  job: ['job'],
  alert: ['alert', 'dead_letter'],
  stock: ['stock', 'order', 'transfer'],
};

/** What happens at the service, as it happens. */
export function LiveScreen() {
  const text = useText(liveWords);
  const format = useFormat();
  const may = useMay();
  const { show } = route.useSearch();
  const navigate = route.useNavigate();
  const feed = useEventFeed();
  const texts = { say: text, format, jobKind: useJobKind(), alert: useAlertText() };
  const kinds = show ? CHOICES[show] : undefined;
  const shown = feed.events.filter((event) => !kinds || kinds.includes(event.kind)).slice(0, SHOWN);
  const choices = ['all', 'sale', 'forecast', 'job', 'alert', 'stock'] as const;
  return (
    <Page
      title={text('title')}
      hint={text('hint')}
      actions={
        <Button onClick={feed.toggle} aria-pressed={feed.isPaused}>
          {feed.isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
          {feed.isPaused ? text('resume') : text('pause')}
        </Button>
      }
    >
      <StoreMultiples events={feed.events} />
      <Card
        title={feed.isPaused ? text('paused', { count: feed.waiting }) : undefined}
        actions={
          <Segments
            label={text('kinds')}
            value={show ?? 'all'}
            options={choices.map((value) => ({ value, label: text(value) }))}
            onChange={(next) => void navigate({ search: next === 'all' ? {} : { show: next } })}
          />
        }
      >
        {shown.length === 0 ? (
          <Empty
            icon={Radio}
            title={text('waiting')}
            action={
              may('import_sales') && (
                <Link to="/data/import" className={buttonClasses()}>
                  {text('bringFile')}
                </Link>
              )
            }
          >
            {text('waitingHint')}
          </Empty>
        ) : (
          <ul className="flex flex-col divide-y divide-line">
            {shown.map((event) => {
              const line = eventLine(event, texts);
              return (
                <li
                  key={event.id}
                  className="grid grid-cols-[4.5rem_1fr_auto] items-baseline gap-3 py-1.5 sm:grid-cols-[4.5rem_10rem_1fr_auto]"
                >
                  <time dateTime={event.at} className="text-sm text-ink-faint">
                    {format.time(event.at)}
                  </time>
                  <span className="hidden truncate text-ink-soft sm:inline">{line.where}</span>
                  <span className="min-w-0 truncate">{line.what}</span>
                  <span className="flex items-center gap-2 font-medium">
                    {line.mark && <Badge tone="warn">{line.mark}</Badge>}
                    {line.amount}
                  </span>
                </li>
              );
            })}
          </ul>
        )}
      </Card>
    </Page>
  );
}
