import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { PencilRuler } from 'lucide-react';
import { readOverrideValueOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { QueryView } from '@/shared/ui/query-view';
import { Segments } from '@/shared/ui/segments';
import { Empty } from '@/shared/ui/states';
import { ChangeGroups } from './change-groups';
import type { ChangesBy } from './use-group-name';
import { ValueStairs } from './value-stairs';
import { valueWords } from './value-words';

const route = getRouteApi('/signed-in/accuracy');

/** The stairs from a naive rule to what people made of the forecast, and whose changes helped. */
export function ChangeValue({ store }: { store: string | undefined }) {
  const text = useText(valueWords);
  const format = useFormat();
  const { by = 'person' } = route.useSearch();
  const navigate = route.useNavigate();
  const value = useQuery({
    ...readOverrideValueOptions({ query: { store, by } }),
    placeholderData: keepPreviousData,
  });
  const choices: { value: ChangesBy; label: string }[] = [
    { value: 'person', label: text('byPerson') },
    { value: 'lag', label: text('byLag') },
    { value: 'direction', label: text('byDirection') },
    { value: 'size', label: text('bySize') },
    { value: 'reason', label: text('byReason') },
  ];
  return (
    <QueryView query={value} loadingClass="h-64">
      {(found) =>
        found.cells === 0 ? (
          <Card title={text('title')}>
            <Empty icon={PencilRuler} title={text('empty')}>
              {text('emptyHint')}
            </Empty>
          </Card>
        ) : (
          <Card
            flush
            title={text('title')}
            hint={text('hint', {
              from: format.day(found.from),
              to: format.date(found.to),
              count: found.cells,
              changes: text('changes', { count: found.changes }),
            })}
          >
            <ValueStairs steps={found.stairs} />
            <p className="border-t border-line px-4 py-2 text-sm text-ink-faint">
              {text('moneyHint', { share: format.percent(found.holding_share) })}{' '}
              {found.unpriced > 0 && text('unpriced', { count: found.unpriced })}{' '}
              {found.priced_by_sales > 0 && text('pricedBySales', { count: found.priced_by_sales })}
            </p>
            <div className="flex items-center gap-3 border-t border-line px-4 py-3">
              <Segments
                label={text('by')}
                value={by}
                options={choices}
                onChange={(next) =>
                  void navigate({ search: (before) => ({ ...before, by: next }), replace: true })
                }
              />
            </div>
            <ChangeGroups value={found} />
          </Card>
        )
      }
    </QueryView>
  );
}
