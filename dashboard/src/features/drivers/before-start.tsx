import { useMutation } from '@tanstack/react-query';
import { CircleHelp } from 'lucide-react';
import type { AnalysisDetails, TableOptionsGiven } from '@/shared/api/generated';
import { startAnalysisMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { AnswerList } from '@/shared/questions/answer-list';
import { listAnswers, withAnswer, withoutAnswer } from '@/shared/questions/answers';
import { questionWords } from '@/shared/questions/words';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { classes } from '@/shared/ui/classes';
import { Failed } from '@/shared/ui/states';
import { ChoicesForm } from './choices-form';
import { ColumnsTable } from './columns-table';
import { optionsOf } from './findings';
import { sayOfTable } from './say-of-table';
import { words } from './words';

/** What a table is read as, what its owner decides, and the start. */
export function BeforeStart({
  analysis,
  onChange,
}: {
  analysis: AnalysisDetails;
  onChange: (next: AnalysisDetails) => void;
}) {
  const text = useText(words);
  const questionText = useText(questionWords);
  const format = useFormat();
  const may = useMay();
  const change = useMutation({ mutationFn: sayOfTable, onSuccess: onChange });
  const start = useMutation({ ...startAnalysisMutation(), onSuccess: onChange });
  const { preview } = analysis;
  const options = optionsOf(analysis);
  const questions = preview.questions ?? [];
  const given = listAnswers(options, preview);
  const isBusy = change.isPending || start.isPending;
  const path = { analysis_id: analysis.id };
  const say = (given: TableOptionsGiven) => !isBusy && change.mutate({ path, body: given });
  const isAnalyst = may('find_drivers');
  const why = preview.is_ready ? 'startHint' : questions.length > 0 ? 'startQuestions' : 'startProblem';
  return (
    <div className={classes('flex flex-col gap-4', isBusy && 'opacity-60')} aria-busy={isBusy}>
      {change.isError && <Failed error={change.error} />}
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
      {(questions.length > 0 || given.length > 0) && (
        <Card
          className={questions.length > 0 ? 'border-warn/60' : undefined}
          title={
            questions.length > 0 ? (
              <span className="flex items-center gap-2">
                <CircleHelp aria-hidden className="size-5 text-warn" />
                {text('questions')}
              </span>
            ) : (
              questionText('answered')
            )
          }
        >
          {questions.map((question) => (
            <fieldset
              key={question.name || question.text}
              disabled={isBusy || !isAnalyst}
              className="mb-3 flex flex-col gap-2"
            >
              <legend className="mb-2 max-w-3xl">{question.text}</legend>
              <div className="flex flex-wrap gap-2">
                {question.answers.map((answer) => (
                  <Button key={answer} onClick={() => say(withAnswer(options, question, answer))}>
                    {answer}
                  </Button>
                ))}
              </div>
            </fieldset>
          ))}
          <AnswerList
            answers={given}
            isTitled={questions.length > 0}
            isBusy={isBusy || !isAnalyst}
            onAskAgain={(name) => say(withoutAnswer(options, name))}
          />
        </Card>
      )}
      <Card flush title={text('look')} hint={text('lookHint')}>
        {isAnalyst && <ChoicesForm analysis={analysis} options={options} onChange={say} />}
        {preview.rows && (
          <p className="px-4 pb-2 text-ink-soft">
            {text('rowsUsable', { count: format.count(preview.rows.usable) })}
            {preview.rows.rejected > 0 &&
              ` · ${text('rowsRejected', { count: preview.rows.rejected, rows: format.count(preview.rows.rejected) })}`}
          </p>
        )}
        <ColumnsTable preview={preview} options={options} isFixed={!isAnalyst} onChange={say} />
      </Card>
      {isAnalyst && (
        <div className="sticky bottom-0 z-10 -mx-4 flex flex-col gap-3 border-t border-line bg-canvas px-4 py-3 sm:-mx-6 sm:px-6">
          {start.isError && <Failed error={start.error} />}
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-ink-soft">{text(why)}</p>
            <Button
              look="primary"
              disabled={!preview.is_ready || isBusy}
              onClick={() => start.mutate({ path })}
            >
              {text('start')}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
