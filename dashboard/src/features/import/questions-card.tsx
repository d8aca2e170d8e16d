import { CircleHelp } from 'lucide-react';
import type { ImportOptionsGiven, ImportPreview, ImportQuestion } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { AnswerList } from '@/shared/questions/answer-list';
import { listAnswers, withAnswer, withoutAnswer } from '@/shared/questions/answers';
import { questionWords } from '@/shared/questions/words';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { readingOf } from './reading-options';
import { words } from './words';

/** What the file leaves open: each answer with what the file would then add up to. */
export function QuestionsCard({
  preview,
  options,
  isBusy,
  onChange,
}: {
  preview: ImportPreview;
  options: ImportOptionsGiven;
  isBusy: boolean;
  onChange: (options: ImportOptionsGiven) => void;
}) {
  const text = useText(words);
  const questionText = useText(questionWords);
  const questions = preview.questions ?? [];
  const given = listAnswers(options, preview);
  if (questions.length === 0 && given.length === 0) return null;
  return (
    <Card
      className={questions.length > 0 ? 'border-warn/60' : undefined}
      title={
        questions.length > 0 ? (
          <span className="flex items-center gap-2">
            <CircleHelp aria-hidden className="size-5 text-warn" />
            {text('questions', { count: questions.length })}
          </span>
        ) : (
          questionText('answered')
        )
      }
      hint={questions.length > 0 ? text('questionsHint') : undefined}
    >
      <div className="flex flex-col gap-5">
        {questions.map((question) => (
          <Asked
            key={question.name || question.text}
            question={question}
            isBusy={isBusy}
            onAnswer={(answer) => onChange(withAnswer(options, question, answer))}
          />
        ))}
        <AnswerList
          answers={given}
          isTitled={questions.length > 0}
          isBusy={isBusy}
          onAskAgain={(name) => onChange(withoutAnswer(options, name))}
        />
      </div>
    </Card>
  );
}

function Asked({
  question,
  isBusy,
  onAnswer,
}: {
  question: ImportQuestion;
  isBusy: boolean;
  onAnswer: (answer: string) => void;
}) {
  const text = useText(words);
  const format = useFormat();
  const paired = question.answers.map((answer) => readingOf(question, answer));
  const loose = (question.readings ?? []).filter((reading) => !paired.includes(reading));
  return (
    <fieldset disabled={isBusy} className="flex flex-col gap-2">
      <legend className="mb-2 max-w-3xl">{question.text}</legend>
      <div className="flex flex-wrap gap-2">
        {question.answers.map((answer, index) => {
          const total = paired[index]?.total;
          return (
            <button
              key={answer}
              type="button"
              onClick={() => onAnswer(answer)}
              className="flex min-w-44 flex-col items-start gap-0.5 rounded-md border border-line-strong bg-surface px-3 py-2 text-left hover:border-accent hover:bg-accent-soft disabled:opacity-60"
            >
              <span className="font-medium">{answer}</span>
              {total != null && (
                <span className="text-sm text-ink-soft">
                  {text('total', { amount: format.amount(total) })}
                </span>
              )}
            </button>
          );
        })}
      </div>
      {loose.length > 0 && (
        <p className="text-sm text-ink-soft">
          {text('readings')}:{' '}
          {loose
            .map((reading) =>
              reading.total == null
                ? reading.meaning
                : `${reading.meaning}: ${text('total', { amount: format.amount(reading.total) })}`,
            )
            .join('; ')}
        </p>
      )}
    </fieldset>
  );
}
