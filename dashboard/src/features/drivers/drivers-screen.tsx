import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { AnalysisDetails } from '@/shared/api/generated';
import { showAnalysisQueryKey } from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';
import { FileDrop } from '@/shared/upload/file-drop';
import { AnalysesTable } from './analyses-table';
import { AnalysisView } from './analysis-view';
import { words } from './words';

const route = getRouteApi('/signed-in/drivers');
const LATER = { start: 'false' };

/** Tables whose totals are explained: bring one, decide what is open, see what was found. */
export function DriversScreen() {
  const text = useText(words);
  const may = useMay();
  const { id } = route.useSearch();
  if (!may('read_drivers'))
    return (
      <Page title={text('title')}>
        <Empty title={text('sees')}>{text('seesHint')}</Empty>
      </Page>
    );
  if (id !== undefined) return <AnalysisView key={id} id={id} />;
  return (
    <Page title={text('title')} hint={text('hint')}>
      {may('find_drivers') && <Bring />}
      <AnalysesTable />
    </Page>
  );
}

function Bring() {
  const text = useText(words);
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const show = useCallback(
    (analysis: AnalysisDetails) => {
      queries.setQueryData(showAnalysisQueryKey({ path: { analysis_id: analysis.id } }), analysis);
      void refreshTags(queries, 'drivers');
      void navigate({ search: { id: analysis.id } });
    },
    [queries, navigate],
  );
  return (
    <FileDrop
      address="/api/drivers"
      fields={LATER}
      title={text('drop')}
      hint={text('dropHint')}
      onRead={show}
    />
  );
}
