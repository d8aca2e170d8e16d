import { useQuery } from '@tanstack/react-query';
import type { ModelDetails } from '@/shared/api/generated';
import { showModelOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { QueryView } from '@/shared/ui/query-view';
import { Leaderboard } from './leaderboard';
import { PromotionButtons } from './promotion-buttons';
import { modelsWords } from './words';

/** All that is kept of one version: verdict, models tried, history. */
export function VersionDetails({ version }: { version: string }) {
  const text = useText(modelsWords);
  const may = useMay();
  const details = useQuery(showModelOptions({ path: { version } }));
  return (
    <QueryView query={details} loadingClass="h-64">
      {(model) => (
        <Card
          title={text('details', { version: model.version })}
          hint={model.about['parameter.label']?.toString()}
          actions={may('promote_models') && <PromotionButtons model={model} />}
        >
          <div className="flex flex-col gap-5">
            <div className="grid grid-cols-1 gap-5 lg:grid-cols-2">
              <div className="flex flex-col gap-3">
                <Told label={text('verdict')} value={model.about.gate_reason} />
                <Told label={text('why')} value={model.about['parameter.reason']} />
                <History model={model} />
              </div>
              <Facts model={model} />
            </div>
            {model.leaderboard.length > 0 && <Leaderboard rows={model.leaderboard} />}
          </div>
        </Card>
      )}
    </QueryView>
  );
}

function Told({ label, value }: { label: string; value: unknown }) {
  return value ? (
    <div>
      <h3 className="text-sm font-medium text-ink-faint">{label}</h3>
      <p>{String(value)}</p>
    </div>
  ) : null;
}

function Facts({ model }: { model: ModelDetails }) {
  const text = useText(modelsWords);
  const format = useFormat();
  const { about } = model;
  const number = (key: string) => (about[key] ? format.count(Number(about[key])) : '–');
  const day = (key: string) => format.date(about[key] ? String(about[key]) : null);
  const facts: [string, string][] = [
    [text('series'), number('data.series')],
    [text('rows'), number('data.rows')],
    [text('from'), day('data.first_day')],
    [text('until'), day('data.last_day')],
    [text('trained'), format.moment(model.created_at)],
    [text('run'), model.run_id],
  ];
  return (
    <div>
      <h3 className="mb-1 text-sm font-medium text-ink-faint">{text('facts')}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-ink-soft">{label}</dt>
            <dd className="min-w-0 truncate">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function History({ model }: { model: ModelDetails }) {
  const text = useText(modelsWords);
  const format = useFormat();
  if (model.promotions.length === 0) return null;
  return (
    <div>
      <h3 className="text-sm font-medium text-ink-faint">{text('history')}</h3>
      <ul className="flex flex-col gap-1">
        {model.promotions.map((change) => (
          <li key={change.at}>
            {format.moment(change.at)}: {model.family}.{model.segment}.{change.to_version}{' '}
            {text(change.action === 'rolled_back' ? 'rolled_back' : 'promoted')}
            <span className="block text-sm text-ink-faint">{change.reason}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
