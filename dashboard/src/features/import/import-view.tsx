import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Import, ImportOptionsGiven } from '@/shared/api/generated';
import { readImportOptions, readImportQueryKey } from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { JobProgress } from '@/shared/jobs/job-progress';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { QueryView } from '@/shared/ui/query-view';
import { Failed } from '@/shared/ui/states';
import { ColumnsCard } from './columns-card';
import { CommitBar } from './commit-bar';
import { CountsTiles } from './counts-tiles';
import { NotesCard } from './notes-card';
import { OptionsCard } from './options-card';
import { QuestionsCard } from './questions-card';
import { optionsOf } from './reading-options';
import { RejectsCard } from './rejects-card';
import { FailedCard, ResultCard } from './result-card';
import { RowsCard } from './rows-card';
import { sayOfImport } from './say-of-import';
import { words } from './words';

/** One file on its way: what was seen in it, what is open, what it becomes, and what it became. */
export function ImportView({ id }: { id: string }) {
  const imported = useQuery(readImportOptions({ path: { import_id: id } }));
  return (
    <QueryView query={imported} loadingClass="h-[32rem]">
      {(data) => <Shown key={data.id} imported={data} refresh={() => void imported.refetch()} />}
    </QueryView>
  );
}

function Shown({ imported, refresh }: { imported: Import; refresh: () => void }) {
  const text = useText(words);
  const queries = useQueryClient();
  const keep = (next: Import) => {
    queries.setQueryData(readImportQueryKey({ path: { import_id: next.id } }), next);
    void refreshTags(queries, 'imports');
  };
  const change = useMutation({ mutationFn: sayOfImport, onSuccess: keep });
  const { preview, state } = imported;
  const options = optionsOf(imported);
  const isOpen = state === 'previewed' || state === 'failed';
  const isBusy = change.isPending;
  // While a question is open, what rests on its answer isn't decided.
  const isAsking = (preview.questions ?? []).length > 0;
  const notes = (preview.notes ?? []).filter((note) => !isAsking || note.evidence?.certainty !== 'asked');
  const say = (given: ImportOptionsGiven) => change.mutate({ path: { import_id: imported.id }, body: given });

  return (
    <div className="flex flex-col gap-4">
      {imported.already_imported && state === 'previewed' && (
        <p className="rounded-lg bg-warn-soft px-4 py-3 text-warn">
          {text('already')}{' '}
          <Link to="/data/import" search={{ id: imported.already_imported }} className="underline">
            {text('seeEarlier')}
          </Link>
        </p>
      )}
      {state === 'failed' && imported.job && <FailedCard address={imported.job} />}
      {(state === 'committed' || state === 'undoing') && imported.job && (
        <JobProgress
          address={imported.job}
          title={text(state === 'committed' ? 'storing' : 'undoingNow')}
          onEnd={refresh}
        />
      )}
      <ResultCard imported={imported} onUndo={keep} />
      {change.isError && <Failed error={change.error} />}
      <div
        className={classes('flex flex-col gap-4 transition-opacity', isBusy && 'opacity-60')}
        aria-busy={isBusy}
      >
        {preview.problem && (
          <Failed
            error={{
              status: 422,
              code: 'unreadable',
              detail: preview.problem,
              fix: preview.fix ?? '',
              errors: [],
            }}
          />
        )}
        {isOpen && <QuestionsCard preview={preview} options={options} isBusy={isBusy} onChange={say} />}
        <CountsTiles preview={preview} />
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
          {(preview.columns ?? []).length > 0 && (
            <ColumnsCard
              imported={imported}
              options={options}
              isFixed={!isOpen}
              isBusy={isBusy}
              onChange={say}
            />
          )}
          <NotesCard notes={notes} />
        </div>
        <RowsCard preview={preview} />
        <RejectsCard
          imported={imported}
          onTakeOld={isOpen && !isBusy ? () => say({ ...options, any_age: true }) : undefined}
        />
        {isOpen && (
          <OptionsCard
            key={JSON.stringify(options)}
            options={options}
            isOpenAtFirst={Boolean(preview.problem)}
            isBusy={isBusy}
            onChange={say}
          />
        )}
      </div>
      {isOpen && <CommitBar imported={imported} isBusy={isBusy} onCommit={keep} />}
    </div>
  );
}
