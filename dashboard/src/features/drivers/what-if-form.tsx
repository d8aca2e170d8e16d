import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { AnalysisDetails, CaseAnswer } from '@/shared/api/generated';
import { predictCaseMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { Failed } from '@/shared/ui/states';
import type { Findings, Input } from './findings';
import { round, signed } from './round';
import { words } from './words';

const USUAL = '';
const MAX_MOVES = 6;

/** What one more row would come to, were it as somebody says. */
export function WhatIfForm({ analysis, found }: { analysis: AnalysisDetails; found: Findings }) {
  const text = useText(words);
  const format = useFormat();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const predict = useMutation(predictCaseMutation());
  const wrong = (input: Input) =>
    input.kind === 'number' && Number.isNaN(typedNumber(typed[input.column] ?? '', format.locale));
  const say = (column: string, value: string) => setTyped((before) => ({ ...before, [column]: value }));

  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (found.inputs.some(wrong)) return;
    const values: Record<string, number | string> = {};
    for (const input of found.inputs) {
      const value = typed[input.column] ?? '';
      const number = input.kind === 'number' ? typedNumber(value, format.locale) : value;
      if (number !== null && number !== USUAL) values[input.column] = number;
    }
    predict.mutate({ path: { analysis_id: analysis.id }, body: { values } });
  };

  return (
    <Card title={text('whatIf')} hint={text('whatIfHint')}>
      <form onSubmit={ask} className="flex flex-col gap-4">
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
          {found.inputs.map((input) =>
            input.kind === 'class' ? (
              <Select
                key={input.column}
                label={input.column}
                value={typed[input.column] ?? USUAL}
                options={[
                  { value: USUAL, label: text('usual', { value: input.usual }) },
                  ...input.classes.map((name) => ({ value: name, label: name })),
                ]}
                onChange={(value) => say(input.column, value)}
              />
            ) : (
              <Field
                key={input.column}
                label={input.column}
                inputMode="decimal"
                maxLength={40}
                placeholder={text('usual', { value: input.usual })}
                value={typed[input.column] ?? ''}
                error={wrong(input) ? text('notNumber') : undefined}
                hint={text('seenRange', {
                  low: format.amount(round(input.low)),
                  high: format.amount(round(input.high)),
                })}
                onChange={(event) => say(input.column, event.target.value)}
              />
            ),
          )}
        </div>
        <div>
          <Button look="primary" type="submit" disabled={predict.isPending}>
            {text('predict')}
          </Button>
        </div>
      </form>
      {predict.isError && (
        <div className="pt-4">
          <Failed error={predict.error} />
        </div>
      )}
      {predict.data && <Answer answer={predict.data} target={found.target} />}
    </Card>
  );
}

function Answer({ answer, target }: { answer: CaseAnswer; target: string }) {
  const text = useText(words);
  const format = useFormat();
  const moves = Object.entries(answer.moves)
    .filter(([, move]) => move !== 0)
    .slice(0, MAX_MOVES);
  const most = Math.max(...moves.map(([, move]) => Math.abs(move)), 1e-9);
  return (
    <div role="status" className="flex flex-col gap-2 pt-4">
      <p className="text-lg font-semibold">
        {text('answer', {
          target,
          value: format.amount(round(answer.predicted)),
          low: format.amount(round(answer.low)),
          high: format.amount(round(answer.high)),
        })}
      </p>
      <p className="text-ink-soft">
        {text('answerAverage', { average: format.amount(round(answer.average)) })}
      </p>
      {answer.warnings.map((warning) => (
        <p key={warning} className="rounded-md bg-warn-soft px-3 py-2 text-warn">
          {warning}
        </p>
      ))}
      {moves.length > 0 && (
        <section aria-label={text('moves')}>
          <h3 className="pb-1 font-medium">{text('moves')}</h3>
          <ul className="flex flex-col gap-1">
            {moves.map(([column, move]) => (
              <li key={column} className="grid grid-cols-[minmax(6rem,10rem)_1fr_5rem] items-center gap-3">
                <span className="break-words">{column}</span>
                <span aria-hidden className="relative h-3 rounded-sm bg-sunken">
                  <span
                    className={`absolute inset-y-0 rounded-sm ${move > 0 ? 'left-1/2 bg-forecast' : 'right-1/2 bg-compare'}`}
                    style={{ width: `${(50 * Math.abs(move)) / most}%` }}
                  />
                </span>
                <span className="text-right">{signed(move, format.amount)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
