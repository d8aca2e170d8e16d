import type { AnalysisDetails, TableOptionsGiven } from '@/shared/api/generated';
import { useText } from '@/shared/text/define-text';
import { Select } from '@/shared/ui/select';
import { words } from './words';

const FOUND = '';
const NETWORK: NonNullable<TableOptionsGiven['models']> = [
  'linear',
  'ridge',
  'random_forest',
  'boosting',
  'network',
];
const OUTLIERS = ['flag', 'winsorise', 'drop'] as const;

/** What is explained, what names a row, and how models are compared. */
export function ChoicesForm({
  analysis,
  options,
  onChange,
}: {
  analysis: AnalysisDetails;
  options: TableOptionsGiven;
  onChange: (options: TableOptionsGiven) => void;
}) {
  const text = useText(words);
  const { preview } = analysis;
  const names = (preview.columns ?? []).map(({ column }) => column);
  const targets = (preview.targets ?? []).length > 0 ? (preview.targets ?? []) : names;
  const target = options.target ?? preview.target ?? FOUND;
  const listed = target === FOUND || !targets.includes(target) ? [target, ...targets] : targets;
  const asFound = preview.unit ? text('unitFound', { column: preview.unit }) : text('unitNone');
  return (
    <div className="grid grid-cols-1 gap-4 px-4 pt-1 pb-4 sm:grid-cols-2 xl:grid-cols-4">
      <Select
        label={text('target')}
        value={target}
        options={listed.map((name) => ({ value: name, label: name || '–' }))}
        onChange={(name) => onChange({ ...options, target: name || null })}
      />
      <Select
        label={text('unit')}
        value={options.unit ?? FOUND}
        options={[
          { value: FOUND, label: options.unit ? text('unitNone') : asFound },
          ...names.filter((name) => name !== target).map((name) => ({ value: name, label: name })),
        ]}
        onChange={(name) => onChange({ ...options, unit: name || null })}
      />
      <Select
        label={text('outliers')}
        value={options.outliers ?? 'flag'}
        options={OUTLIERS.map((name) => ({
          value: name,
          label: text(name === 'drop' ? 'drop_rows' : name),
        }))}
        onChange={(outliers) => onChange({ ...options, outliers })}
      />
      <Select
        label={text('models')}
        value={(options.models ?? []).includes('network') ? 'network' : 'usual'}
        options={[
          { value: 'usual', label: text('modelsUsual') },
          { value: 'network', label: text('modelsNetwork') },
        ]}
        onChange={(chosen) => onChange({ ...options, models: chosen === 'network' ? NETWORK : [] })}
      />
    </div>
  );
}
