import { CircleHelp, RotateCcw } from 'lucide-react';
import type { ImportOptionsGiven, ImportQuestion } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { readingOf, withAnswer, withoutAnswer } from './reading-options';
import { words } from './words';

/** What the file leaves open: each answer with what the file would then add up to. */
export function QuestionsCard({
  questions,
  options,
  isBusy,
  onChange,
}: {
  questions: ImportQuestion[];
  options: ImportOptionsGiven;
  isBusy: boolean;
  onChange: (options: ImportOptionsGiven) => void;
}) {
  const text = useText(words);
  const given = options.answers ?? [];
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
          text('answered')
        )
      }
      hint={questions.length > 0 ? text('questionsHint') : undefined}
    >
      <div className="flex flex-col gap-5">
        {questions.map((question) => (
          <Asked
            key={question.text}
            question={question}
            isBusy={isBusy}
            onAnswer={(answer) => onChange(withAnswer(options, question, answer))}
          />
        ))}
        {given.length > 0 && (
          <ul className="flex flex-wrap gap-2">
            {given.map((answer) => (
              <li key={answer}>
                <Button
                  size="small"
                  disabled={isBusy}
                  aria-label={text('askAgain', { answer })}
                  title={text('askAgain', { answer })}
                  onClick={() => onChange(withoutAnswer(options, answer))}
                >
                  {answer}
                  <RotateCcw aria-hidden />
                </Button>
              </li>
            ))}
          </ul>
        )}
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
