import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AnalysisDetails } from '@/shared/api/generated';
import { showAnalysisOptions, showAnalysisQueryKey } from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { JobProgress } from '@/shared/jobs/job-progress';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { wordJob } from '@/shared/text/problem-words';
import { Page } from '@/shared/ui/page';
import { QueryView } from '@/shared/ui/query-view';
import { Failed } from '@/shared/ui/states';
import { AllLink } from './all-link';
import { AnalysisActions } from './analysis-actions';
import { BeforeStart } from './before-start';
import { DeleteButton } from './delete-button';
import { findingsOf } from './findings';
import { FindingsView } from './findings-view';
import { words } from './words';

/** One table: what it is read as, how far its analysis is, and what was found. */
export function AnalysisView({ id }: { id: string }) {
  const text = useText(words);
  const queries = useQueryClient();
  const may = useMay();
  const query = useQuery(showAnalysisOptions({ path: { analysis_id: id } }));
  const keep = (next: AnalysisDetails) => {
    queries.setQueryData(showAnalysisQueryKey({ path: { analysis_id: next.id } }), next);
    void refreshTags(queries, 'drivers');
  };
  const found = query.data ? findingsOf(query.data) : null;
  return (
    <Page
      title={query.data?.file_name ?? text('title')}
      hint={query.data?.version ? text('registered', { version: query.data.version }) : undefined}
      actions={
        <>
          {query.data?.state === 'done' && <AnalysisActions analysis={query.data} onChange={keep} />}
          {query.data && may('find_drivers') && <DeleteButton analysis={query.data} />}
          <AllLink />
        </>
      }
    >
      <QueryView query={query} loadingClass="h-[32rem]">
        {(analysis) => (
          <div className="flex flex-col gap-4">
            {analysis.state === 'failed' && (
              <Failed
                error={{
                  status: 422,
                  code: 'failed',
                  errors: [],
                  ...(wordJob(analysis) ?? { detail: text('failed'), fix: '' }),
                }}
              />
            )}
            {analysis.state === 'started' && analysis.job && (
              <JobProgress
                address={analysis.job}
                title={text('comparing')}
                onEnd={() => {
                  void query.refetch();
                  void refreshTags(queries, 'drivers');
                }}
              />
            )}
            {(analysis.state === 'looked_at' || analysis.state === 'failed') && (
              <BeforeStart analysis={analysis} onChange={keep} />
            )}
            {found && <FindingsView analysis={analysis} found={found} />}
          </div>
        )}
      </QueryView>
    </Page>
  );
}
