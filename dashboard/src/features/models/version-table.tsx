import { Link } from '@tanstack/react-router';
import type { Model } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { DataTable } from '@/shared/ui/data-table';
import { modelsWords } from './words';

/** Versions of one family, the newest first, with what they were worth on days they hadn't seen. */
export function VersionTable({
  models,
  chosen,
  onChoose,
}: {
  models: Model[];
  chosen: string | undefined;
  onChoose: (version: string) => void;
}) {
  const text = useText(modelsWords);
  const format = useFormat();
  const against = ({ metrics }: Model) => {
    const { wape, naive_wape: naive } = metrics;
    if (wape === undefined || !naive) return '–';
    const share = format.percent(Math.abs(1 - wape / naive));
    return wape <= naive ? text('better', { share }) : text('worse', { share });
  };
  return (
    <DataTable
      label={text('title')}
      rows={models}
      rowKey={(model) => model.version}
      onRow={(model) => onChoose(model.version)}
      columns={[
        {
          key: 'version',
          label: text('version'),
          cell: (model) => (
            <Link
              from="/models"
              search={{ version: model.version }}
              aria-current={model.version === chosen ? 'true' : undefined}
              className={
                model.version === chosen ? 'font-semibold text-accent' : 'font-medium hover:underline'
              }
            >
              {model.version}
            </Link>
          ),
        },
        {
          key: 'role',
          label: text('role'),
          cell: (model) =>
            model.aliases.includes('champion') ? (
              <Badge tone="good">{text('champion')}</Badge>
            ) : model.aliases.includes('challenger') ? (
              <Badge tone="accent">{text('challenger')}</Badge>
            ) : null,
        },
        {
          key: 'wape',
          label: text('wape'),
          isNumber: true,
          cell: (model) => format.percent(model.metrics.wape, { digits: 1 }),
        },
        { key: 'against', label: text('against'), isNumber: true, cell: against },
        {
          key: 'bias',
          label: text('bias'),
          isNumber: true,
          cell: (model) => format.percent(model.metrics.bias, { signed: true, digits: 1 }),
        },
        {
          key: 'coverage',
          label: text('coverage'),
          isNumber: true,
          cell: (model) => format.percent(model.metrics.coverage_80),
        },
        { key: 'knows', label: text('knows'), cell: (model) => format.date(model.cutoff) },
        { key: 'trained', label: text('trained'), cell: (model) => format.ago(model.created_at) },
      ]}
    />
  );
}
