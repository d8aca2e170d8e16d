import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { sumByMonth } from '@/shared/api/generated';
import {
  listProductsOptions,
  listStoresOptions,
  predictMutation,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { today } from '@/shared/format/days';
import { typedNumber, writeNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { Failed } from '@/shared/ui/states';
import { tellProblem } from '@/shared/ui/toaster';
import { MonthAnswer } from './month-answer';
import { addMonths, firstDay, lastDay, type Month } from './months';
import { predictMonthWords } from './words';

const NONE = '';
const WRITTEN_AFTER_MS = [0, 1_500, 5_000];
const YEAR_AGO = 11;
/** The months before that are asked for: the last three, and the same month a year before. */
const ASKED = [0, 1, 2, YEAR_AGO];

/** Year, month and the months before it, typed in; the answer stands beside. */
export function PredictForm() {
  const text = useText(predictMonthWords);
  const format = useFormat();
  const queries = useQueryClient();
  const [month, setMonth] = useState<Month>(thisMonth);
  const [typed, setTyped] = useState<Record<number, string>>({});
  const [product, setProduct] = useState(NONE);
  const [store, setStore] = useState(NONE);
  const [isChecked, setIsChecked] = useState(false);
  const products = useQuery(listProductsOptions({ query: { limit: 500, is_active: true } }));
  const stores = useQuery(listStoresOptions({ query: { limit: 200, is_active: true } }));
  const predict = useMutation({
    ...predictMutation(),
    onSuccess: () => {
      // What was answered is written down a moment behind the answer.
      for (const wait of WRITTEN_AFTER_MS) setTimeout(() => void queries.invalidateQueries(), wait);
    },
  });

  const values = ASKED.map((index) => typedNumber(typed[index] ?? '', format.locale));
  const isMissing = values.slice(0, 3).every((value) => value === null);
  const isWrong = (value: number | null) => value !== null && !(value >= 0);
  const before = (index: number) => addMonths(month, -1 - index);

  const fill = async () => {
    try {
      const { data } = await sumByMonth({
        query: {
          from: firstDay(before(YEAR_AGO)),
          to: lastDay(before(0)),
          product: product || undefined,
          store: store || undefined,
          limit: 100,
        },
        throwOnError: true,
      });
      const sold = new Map(data.items.map((item) => [item.period, item.quantity]));
      const known = ASKED.flatMap((index) => {
        const units = sold.get(firstDay(before(index)));
        return units === undefined ? [] : [[index, writeNumber(units, format.locale)] as const];
      });
      setTyped(Object.fromEntries(known));
    } catch (error) {
      tellProblem(error);
    }
  };

  const send = (event: FormEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (isMissing || values.some(isWrong)) return;
    predict.mutate({
      body: { ...month, lags: lagsOf(values), product: product || null, store: store || null, level: 0.8 },
    });
  };

  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-[3fr_2fr]">
      <Card>
        <form onSubmit={send} noValidate className="flex flex-col gap-4 pt-2">
          <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
            <Select
              label={text('month')}
              value={String(month.month)}
              options={Array.from({ length: 12 }, (_, index) => ({
                value: String(index + 1),
                label: monthName(format.locale, index + 1),
              }))}
              onChange={(chosen) => setMonth({ ...month, month: Number(chosen) })}
            />
            <Field
              label={text('year')}
              type="number"
              min={1900}
              max={2200}
              value={month.year}
              onChange={(event) => setMonth({ ...month, year: Number(event.target.value) })}
            />
            <Select
              label={text('product')}
              value={product}
              options={[
                { value: NONE, label: text('anyProduct') },
                ...(products.data?.items ?? []).map((item) => ({ value: item.sku, label: item.name })),
              ]}
              onChange={setProduct}
            />
            <Select
              label={text('store')}
              value={store}
              options={[
                { value: NONE, label: text('anyStore') },
                ...(stores.data?.items ?? []).map((item) => ({ value: item.code, label: item.name })),
              ]}
              onChange={setStore}
            />
          </div>
          <p className="text-sm text-ink-faint">{text('productHint')}</p>
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 text-sm font-medium text-ink-soft">{text('lags')}</legend>
            <div className="grid grid-cols-1 gap-3 sm:grid-cols-4">
              {ASKED.map((index, place) => (
                <Field
                  key={index}
                  label={format.month(firstDay(before(index)))}
                  inputMode="decimal"
                  value={typed[index] ?? ''}
                  onChange={(event) => setTyped({ ...typed, [index]: event.target.value })}
                  error={
                    isWrong(values[place] ?? null)
                      ? text('invalid')
                      : isChecked && place === 0 && isMissing
                        ? text('needed')
                        : undefined
                  }
                />
              ))}
            </div>
            <p className="text-sm text-ink-faint">{text('lagHint')}</p>
          </fieldset>
          <div className="flex flex-wrap gap-2">
            <Button type="submit" look="primary" disabled={predict.isPending}>
              {text('go')}
            </Button>
            <Button onClick={() => void fill()}>{text('known')}</Button>
          </div>
          {predict.isError && <Failed error={predict.error} />}
        </form>
      </Card>
      {predict.data && 'year' in predict.data && <MonthAnswer answer={predict.data} />}
    </div>
  );
}

function thisMonth(): Month {
  const [year, month] = today().split('-').map(Number);
  return { year: year ?? 2000, month: month ?? 1 };
}

function monthName(locale: string, month: number): string {
  return new Intl.DateTimeFormat(locale, { month: 'long' }).format(new Date(2024, month - 1, 15));
}

/** The months as the API takes them, the newest first; those that weren't asked for aren't known. */
function lagsOf(values: (number | null)[]): (number | null)[] {
  const lags = Array<number | null>(YEAR_AGO + 1).fill(null);
  ASKED.forEach((index, place) => {
    lags[index] = values[place] ?? null;
  });
  return lags.slice(0, lags.findLastIndex((value) => value !== null) + 1);
}
