import { useQuery } from '@tanstack/react-query';
import { BellRing, CircleCheck } from 'lucide-react';
import { listAlertsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useAlertText } from '@/shared/text/alert-words';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import { modelsWords } from './words';

/** What the watch over sales, errors and ranges has seen and is not over. */
export function DriftAlerts() {
  const text = useText(modelsWords);
  const alertText = useAlertText();
  const format = useFormat();
  const alerts = useQuery(listAlertsOptions({ query: { resolved: false, limit: 100 } }));
  return (
    <Card title={text('alerts')}>
      <QueryView query={alerts}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={CircleCheck} title={text('alertsEmpty')}>
              {text('alertsHint')}
            </Empty>
          ) : (
            <ul className="flex flex-col divide-y divide-line">
              {items.map((alert) => (
                <li key={alert.id} className="flex items-start gap-2.5 py-2">
                  <BellRing aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
                  <span className="min-w-0 flex-1">{alertText(alert)}</span>
                  <span className="shrink-0 text-sm text-ink-faint">
                    {text('since', { when: format.moment(alert.created_at) })}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}
