import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import type { Import } from '@/shared/api/generated';
import { showJobOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { jobIdOf } from '@/shared/jobs/job-progress';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { wordJob } from '@/shared/text/problem-words';
import { Button, buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Failed } from '@/shared/ui/states';
import { resultWords, tellResult } from './tell-result';
import { UndoDialog } from './undo-dialog';
import { words } from './words';

/** What the import did, and the way back. */
export function ResultCard({ imported, onUndo }: { imported: Import; onUndo: (imported: Import) => void }) {
  const text = useText(words);
  const resultText = useText(resultWords);
  const format = useFormat();
  const may = useMay();
  const [isAsked, setIsAsked] = useState(false);
  const { result, state } = imported;
  if (!result) return null;
  const isUndone = state === 'undone';
  const days = imported.preview.counts;
  const figures: [string, number][] = [
    [text('new'), result.new],
    [text('known'), result.known],
    [text('conflicting'), result.conflicting],
    [text('rejected'), result.rejected],
    [text('newProducts'), result.products],
    [text('newStores'), result.stores],
  ];
  if (isUndone) figures.push([text('removed'), result.removed ?? 0]);
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          <CircleCheck aria-hidden className={isUndone ? 'size-5 text-ink-faint' : 'size-5 text-good'} />
          {text(isUndone ? 'undoneTitle' : 'resultTitle')}
        </span>
      }
      hint={(result.out_of_use ?? 0) > 0 ? tellResult(result, isUndone, resultText, format) : undefined}
      actions={
        !isUndone && (
          <>
            <Link
              to="/data/sales"
              search={days?.first_day && days.last_day ? { from: days.first_day, to: days.last_day } : {}}
              className={buttonClasses('primary', 'small')}
            >
              {text('seeSales')}
            </Link>
            {may('correct_sales') && (
              <Button size="small" look="danger" onClick={() => setIsAsked(true)}>
                {text('undo')}
              </Button>
            )}
          </>
        )
      }
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-3 lg:grid-cols-7">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt className="text-sm text-ink-faint">{label}</dt>
            <dd className="text-lg font-semibold">{format.count(value)}</dd>
          </div>
        ))}
      </dl>
      <UndoDialog
        imported={imported}
        open={isAsked}
        onClose={() => setIsAsked(false)}
        onUndo={(undone) => {
          setIsAsked(false);
          onUndo(undone);
        }}
      />
    </Card>
  );
}

/** Why the storing failed. */
export function FailedCard({ address }: { address: string }) {
  const text = useText(words);
  const job = useQuery(showJobOptions({ path: { job_id: jobIdOf(address) }, query: { lines: 1 } }));
  const told = (job.data && wordJob(job.data)) ?? { detail: text('failedTitle'), fix: '' };
  return (
    <Card title={text('failedTitle')}>
      <Failed error={{ status: 500, code: 'failed', errors: [], ...told }} />
    </Card>
  );
}
