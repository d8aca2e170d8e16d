import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download, Send } from 'lucide-react';
import type { AnalysisDetails } from '@/shared/api/generated';
import {
  publishAnalysisMutation,
  showAnalysisOptions,
  showJobOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { jobIdOf } from '@/shared/jobs/job-progress';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button, buttonClasses } from '@/shared/ui/button';
import { tellProblem } from '@/shared/ui/toaster';
import { words } from './words';

const ASK_EVERY_MS = 1_000;

/** What can be taken away from an analysis, and sent on. */
export function AnalysisActions({
  analysis,
  onChange,
}: {
  analysis: AnalysisDetails;
  onChange: (next: AnalysisDetails) => void;
}) {
  const text = useText(words);
  const format = useFormat();
  const may = useMay();
  const path = { analysis_id: analysis.id };
  const publish = useMutation({ ...publishAnalysisMutation(), onSuccess: onChange, onError: tellProblem });
  const isUnderWay = useUnderWay(analysis);
  const { published } = analysis;
  const file = (name: string) => `/api/drivers/${analysis.id}/files/${name}`;
  return (
    <>
      {published && !isUnderWay && (
        <span className="text-sm text-ink-soft">
          {text('published', {
            count: format.count(published.messages),
            topic: `${published.source}/${published.topic}`,
          })}
          {may('read_topics') && (
            <Link
              to="/topics"
              search={{ source: published.source, topic: published.topic }}
              className="ml-2 text-accent underline"
            >
              {text('seeTopic')}
            </Link>
          )}
        </span>
      )}
      <a href={file('report.html')} download className={buttonClasses()}>
        <Download aria-hidden />
        {text('report')}
      </a>
      <a href={file('held_out.csv')} download className={buttonClasses()}>
        <Download aria-hidden />
        {text('heldOut')}
      </a>
      {may('find_drivers') && (
        <Button disabled={publish.isPending || isUnderWay} onClick={() => publish.mutate({ path })}>
          <Send aria-hidden />
          {text(isUnderWay ? 'publishing' : 'publish')}
        </Button>
      )}
    </>
  );
}

/** Whether predictions are being sent; the analysis is asked for anew once they are there. */
function useUnderWay(analysis: AnalysisDetails): boolean {
  const again = useQuery(showAnalysisOptions({ path: { analysis_id: analysis.id } }));
  const id = jobIdOf(analysis.publish_job ?? '');
  const job = useQuery({
    ...showJobOptions({ path: { job_id: id }, query: { lines: 1 } }),
    enabled: id !== '',
    refetchInterval: ({ state }) => {
      const isOver = state.data !== undefined && !['queued', 'running'].includes(state.data.state);
      if (isOver && state.dataUpdateCount > 1 && !again.isFetching && !analysis.published)
        void again.refetch();
      return isOver ? false : ASK_EVERY_MS;
    },
  });
  return id !== '' && job.data !== undefined && ['queued', 'running'].includes(job.data.state);
}
