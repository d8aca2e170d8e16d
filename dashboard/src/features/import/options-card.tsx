import { type FormEvent, useId, useState } from 'react';
import type { ImportOptionsGiven } from '@/shared/api/generated';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { words } from './words';

const FOUND = 'found';
type Choice = string;

function truth(choice: Choice): boolean | null {
  return choice === FOUND ? null : choice === 'yes';
}

function choiceOf(value: boolean | null | undefined): Choice {
  return value == null ? FOUND : value ? 'yes' : 'no';
}

function lines(text: FormDataEntryValue | null): string[] {
  return String(text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function orNull(text: FormDataEntryValue | null): string | null {
  return String(text ?? '').trim() || null;
}

/** How the file is read, where its owner knows better than what was found. */
export function OptionsCard({
  options,
  isOpenAtFirst,
  isBusy,
  onChange,
}: {
  options: ImportOptionsGiven;
  isOpenAtFirst: boolean;
  isBusy: boolean;
  onChange: (options: ImportOptionsGiven) => void;
}) {
  const text = useText(words);
  const [decimal, setDecimal] = useState<Choice>(options.decimal ?? FOUND);
  const [dayFirst, setDayFirst] = useState(choiceOf(options.day_first));
  const [duplicates, setDuplicates] = useState<Choice>(options.duplicates ?? FOUND);
  const [cumulative, setCumulative] = useState(choiceOf(options.cumulative));
  const [anyAge, setAnyAge] = useState(options.any_age ?? false);
  const found = { value: FOUND, label: text('asFound') };

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onChange({
      ...options,
      decimal: decimal === FOUND ? null : (decimal as '.' | ','),
      day_first: truth(dayFirst),
      date_format: orNull(form.get('date_format')),
      sheet: orNull(form.get('sheet')),
      delimiter: orNull(form.get('delimiter')),
      encoding: orNull(form.get('encoding')),
      time_zone: orNull(form.get('time_zone')),
      duplicates: duplicates === FOUND ? null : (duplicates as 'drop' | 'keep'),
      cumulative: truth(cumulative),
      only: lines(form.get('only')),
      without: lines(form.get('without')),
      any_age: anyAge,
    });
  };

  return (
    <details open={isOpenAtFirst} className="rounded-lg border border-line bg-surface shadow-card">
      <summary className="cursor-pointer px-4 py-3">
        <h2 className="inline text-lg font-semibold">{text('options')}</h2>
        <span className="ml-2 text-sm text-ink-faint">{text('optionsHint')}</span>
      </summary>
      <form onSubmit={send} className="flex flex-col gap-4 px-4 pb-4">
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-4">
          <Select
            label={text('decimal')}
            value={decimal}
            onChange={setDecimal}
            options={[found, { value: '.', label: text('point') }, { value: ',', label: text('comma') }]}
          />
          <Select
            label={text('dates')}
            value={dayFirst}
            onChange={setDayFirst}
            options={[
              found,
              { value: 'yes', label: text('dayFirst') },
              { value: 'no', label: text('monthFirst') },
            ]}
          />
          <Field
            label={text('dateFormat')}
            name="date_format"
            placeholder="%d.%m.%Y"
            maxLength={50}
            defaultValue={options.date_format ?? ''}
          />
          <Field label={text('sheet')} name="sheet" maxLength={100} defaultValue={options.sheet ?? ''} />
          <Select
            label={text('duplicates')}
            value={duplicates}
            onChange={setDuplicates}
            options={[found, { value: 'drop', label: text('once') }, { value: 'keep', label: text('each') }]}
          />
          <Select
            label={text('cumulative')}
            value={cumulative}
            onChange={setCumulative}
            options={[
              found,
              { value: 'yes', label: text('runningTotals') },
              { value: 'no', label: text('perPeriod') },
            ]}
          />
          <Field
            label={text('delimiter')}
            name="delimiter"
            placeholder=";"
            maxLength={1}
            defaultValue={options.delimiter ?? ''}
          />
          <Field
            label={text('encoding')}
            name="encoding"
            placeholder="cp1252"
            maxLength={30}
            defaultValue={options.encoding ?? ''}
          />
          <Field
            label={text('timeZone')}
            name="time_zone"
            placeholder="Europe/Berlin"
            maxLength={64}
            defaultValue={options.time_zone ?? ''}
          />
        </div>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Lines label={text('only')} name="only" hint={text('filterHint')} value={options.only ?? []} />
          <Lines
            label={text('without')}
            name="without"
            hint={text('filterHint')}
            value={options.without ?? []}
          />
        </div>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={anyAge}
            onChange={(event) => setAnyAge(event.target.checked)}
          />
          {text('anyAge')}
        </label>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" disabled={isBusy}>
            {text('apply')}
          </Button>
          <Button look="quiet" disabled={isBusy} onClick={() => onChange({})}>
            {text('reset')}
          </Button>
        </div>
      </form>
    </details>
  );
}

function Lines({ label, name, hint, value }: { label: string; name: string; hint: string; value: string[] }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium text-ink-soft">
        {label}
      </label>
      <textarea
        id={id}
        name={name}
        rows={2}
        defaultValue={value.join('\n')}
        placeholder={hint}
        className="w-full rounded-md border border-line-strong bg-surface px-2.5 py-1.5 placeholder:text-ink-faint"
      />
    </div>
  );
}
