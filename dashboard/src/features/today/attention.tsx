import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  BellRing,
  CircleCheck,
  CircleX,
  ClipboardCheck,
  ClockAlert,
  type LucideIcon,
  MailWarning,
  PackageX,
} from 'lucide-react';
import type { ForecastSums } from '@/shared/api/generated';
import {
  listAlertsOptions,
  listDeadLettersOptions,
  listExceptionsOptions,
  listJobsOptions,
  listOrdersOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useMay } from '@/shared/session/use-me';
import { useAlertText } from '@/shared/text/alert-words';
import { useText } from '@/shared/text/define-text';
import { useJobKind } from '@/shared/text/job-kinds';
import { wordJob } from '@/shared/text/problem-words';
import { Card } from '@/shared/ui/card';
import { Empty, Loading } from '@/shared/ui/states';
import { todayWords } from './words';

const RECENT_MS = 2 * 86_400_000;

interface Waiting {
  key: string;
  icon: LucideIcon;
  words: string;
  at: string;
  to: '/models' | '/jobs' | '/topics' | '/orders';
  search?: { view?: 'exceptions'; store?: string };
}

/** What the service can't settle by itself. */
export function Attention({ sums, store }: { sums: ForecastSums; store: string | undefined }) {
  const text = useText(todayWords);
  const format = useFormat();
  const { waiting, isPending } = useWaiting(sums, store);
  return (
    <Card title={text('attention')}>
      {waiting.length === 0 && isPending ? (
        <Loading className="h-36" />
      ) : waiting.length === 0 ? (
        <Empty icon={CircleCheck} title={text('attentionEmpty')}>
          {text('attentionNone')}
        </Empty>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {waiting.map(({ key, icon: Icon, words, at, to, search }) => (
            <li key={key}>
              <Link to={to} search={search ?? {}} className="flex items-start gap-2.5 py-2 hover:underline">
                <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
                <span className="min-w-0 flex-1">{words}</span>
                <span className="shrink-0 text-sm text-ink-faint">{format.ago(at)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function useWaiting(sums: ForecastSums, store: string | undefined) {
  const text = useText(todayWords);
  const alertText = useAlertText();
  const kindName = useJobKind();
  const format = useFormat();
  const may = useMay();
  const alerts = useQuery(listAlertsOptions({ query: { resolved: false, limit: 20 } }));
  const jobs = useQuery({
    ...listJobsOptions({ query: { state: 'failed', limit: 20 } }),
    enabled: may('read_jobs'),
  });
  const letters = useQuery({
    ...listDeadLettersOptions({ query: { state: ['open'], limit: 100 } }),
    enabled: may('read_topics'),
  });
  const looks = useQuery(listExceptionsOptions({ query: { store, limit: 1 } }));
  const orders = useQuery({
    ...listOrdersOptions({ query: { state: ['proposed', 'changed'], store, limit: 1 } }),
    enabled: may('approve_orders'),
  });
  const here = store === undefined ? {} : { store };
  const count = (name: string) => looks.data?.queues.find((one) => one.queue === name)?.count ?? 0;
  const found: Waiting[] = [];
  if (sums.stale) {
    const words = text('staleForecast', {
      day: format.day(sums.cutoff),
      due: format.moment(sums.expected_by),
    });
    found.push({ key: 'stale', icon: ClockAlert, words, at: sums.made_at, to: '/jobs' });
  }
  if (looks.data?.made_at && count('urgent') + count('required') > 0) {
    const words = text('looks', { urgent: count('urgent'), required: count('required') });
    const search = { view: 'exceptions' as const, ...here };
    found.push({ key: 'looks', icon: PackageX, words, at: looks.data.made_at, to: '/orders', search });
  }
  const newestOrder = orders.data?.items[0];
  if (newestOrder && orders.data) {
    const words = text('ordersWait', { count: orders.data.total });
    found.push({
      key: 'orders',
      icon: ClipboardCheck,
      words,
      at: newestOrder.created_at,
      to: '/orders',
      search: here,
    });
  }
  for (const alert of alerts.data?.items ?? []) {
    found.push({
      key: `alert ${alert.id}`,
      icon: BellRing,
      words: alertText(alert),
      at: alert.created_at,
      to: '/models',
    });
  }
  for (const job of jobs.data?.items ?? []) {
    if (Date.now() - Date.parse(job.ended_at ?? job.created_at) > RECENT_MS) continue;
    const words = text('failedJob', { kind: kindName(job.kind), problem: wordJob(job)?.detail ?? '' });
    found.push({ key: job.id, icon: CircleX, words, at: job.ended_at ?? job.created_at, to: '/jobs' });
  }
  const newest = letters.data?.items[0];
  if (newest && letters.data) {
    const words = text('deadLetters', { count: letters.data.items.length });
    found.push({ key: 'letters', icon: MailWarning, words, at: newest.at, to: '/topics' });
  }
  // Who may not read something never hears of it: that isn't waited for.
  const isPending = [alerts, jobs, letters, looks, orders].some((query) => query.isLoading);
  return { waiting: found, isPending };
}
