import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { trainMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { problemOf } from '@/shared/api/problem';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { modelsWords } from './words';

type Family = 'daily' | 'monthly';

/** Asks for a training; the defaults suit most chains. */
export function TrainDialog({ onClose }: { onClose: () => void }) {
  const text = useText(modelsWords);
  const queries = useQueryClient();
  const [family, setFamily] = useState<Family>('daily');
  const train = useMutation({
    ...trainMutation(),
    onSuccess: () => {
      tell(text('started'));
      void queries.invalidateQueries();
      onClose();
    },
  });
  const wrong = (field: string) => {
    const found = train.isError && problemOf(train.error).fields.find(({ where }) => where.endsWith(field));
    return found ? `${found.problem} ${found.fix}` : undefined;
  };

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const segment = String(form.get('segment'));
    const country = String(form.get('country') ?? '')
      .trim()
      .toUpperCase();
    train.mutate({
      body:
        family === 'monthly'
          ? { family, segment }
          : {
              family,
              segment,
              horizon: Number(form.get('horizon')),
              budget_seconds: Number(form.get('budget')),
              country: country || null,
            },
    });
  };

  return (
    <Dialog open onClose={onClose} title={text('train')}>
      <form onSubmit={send} className="flex flex-col gap-4">
        <Select<Family>
          label={text('family')}
          value={family}
          options={[
            { value: 'daily', label: text('daily') },
            { value: 'monthly', label: text('monthly') },
          ]}
          onChange={setFamily}
        />
        <Field
          label={text('segment')}
          name="segment"
          defaultValue="all"
          required
          hint={text('segmentHint')}
          error={wrong('segment')}
        />
        {family === 'daily' && (
          <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
            <Field
              label={text('horizon')}
              name="horizon"
              type="number"
              min={1}
              max={365}
              defaultValue={28}
              error={wrong('horizon')}
            />
            <Field
              label={text('budget')}
              hint={text('budgetHint')}
              name="budget"
              type="number"
              min={1}
              max={86_400}
              defaultValue={60}
              error={wrong('budget_seconds')}
            />
            <Field
              label={text('country')}
              name="country"
              maxLength={2}
              placeholder="DE"
              error={wrong('country')}
            />
          </div>
        )}
        {train.isError && <Failed error={train.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="primary" disabled={train.isPending}>
            {text('start')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
