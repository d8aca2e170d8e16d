import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { listEventsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { readTypedPrice } from './typed-price';
import { whatIfWords } from './what-if-words';

const WEEK = 7;
const MOST_EVENTS = 500;

export interface WhatIfChange {
  from: string;
  to: string;
  price?: number;
  discount?: number;
  promotion: boolean;
  event?: string;
}

/** When, and what would be other. */
export function WhatIfForm({
  days,
  isBusy,
  onAsk,
  onClear,
}: {
  /** The days that are forecast. */
  days: string[];
  isBusy: boolean;
  onAsk: (change: WhatIfChange) => void;
  onClear: () => void;
}) {
  const text = useText(whatIfWords);
  const format = useFormat();
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const [from, setFrom] = useState(first);
  const [to, setTo] = useState(days[WEEK - 1] ?? last);
  const [typed, setTyped] = useState('');
  const [promotion, setPromotion] = useState(false);
  const [event, setEvent] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const events = useQuery(listEventsOptions({ query: { limit: MOST_EVENTS } }));
  const names = [
    ...new Set(events.data?.items.filter((one) => one.kind !== 'promotion').map((one) => one.name)),
  ].sort();
  const price = readTypedPrice(typed, format.locale);
  // A browser's calendar offers no other days, but they can be typed.
  const areDays = first <= from && from <= to && to <= last;
  const isNothing = typed.trim() === '' && !promotion && event === '';

  const send = (sent: FormEvent) => {
    sent.preventDefault();
    setIsChecked(true);
    if (price && !isNothing && areDays) onAsk({ from, to, ...price, promotion, ...(event ? { event } : {}) });
  };
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-3">
      <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Field
          label={text('from')}
          type="date"
          min={first}
          max={last}
          value={from}
          onChange={({ target }) => {
            setFrom(target.value);
            if (to < target.value) setTo(target.value);
          }}
        />
        <Field
          label={text('to')}
          type="date"
          min={from || first}
          max={last}
          value={to}
          error={
            areDays ? undefined : text('daysWrong', { first: format.day(first), last: format.day(last) })
          }
          onChange={({ target }) => setTo(target.value)}
        />
        <Field
          label={text('price')}
          placeholder={text('priceHint')}
          value={typed}
          maxLength={20}
          autoComplete="off"
          error={price === undefined ? text('priceWrong') : undefined}
          onChange={({ target }) => setTyped(target.value)}
        />
        {names.length > 0 && (
          <Select
            label={text('event')}
            value={event}
            options={[
              { value: '', label: text('eventNone') },
              ...names.map((name) => ({ value: name, label: name })),
            ]}
            onChange={setEvent}
          />
        )}
      </div>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={promotion}
          onChange={({ target }) => setPromotion(target.checked)}
        />
        {text('promotion')}
      </label>
      {isChecked && isNothing && (
        <p role="alert" className="text-sm text-bad">
          {text('nothing')}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={isBusy}>
          {text('ask')}
        </Button>
        <Button look="quiet" onClick={onClear}>
          {text('clear')}
        </Button>
      </div>
    </form>
  );
}
