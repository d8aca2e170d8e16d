import { TriangleAlert } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import type { OverrideGiven, OverridePreview } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { REASONS, useReason } from '@/shared/text/change-reasons';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { Failed } from '@/shared/ui/states';
import type { ChangeDraft } from './change-draft';
import { planWords } from './plan-words';
import type { TypedChange } from './typed-change';
import { writeNudge } from './write-nudge';

/** What is typed for the chosen days: how much, why, a comment and an end; what it would do stands below. */
export function ChangeForm({
  draft,
  change,
  days,
  preview,
  problem,
  isBusy,
  amountPlace,
  onChange,
  onKeep,
  onLeave,
}: {
  draft: ChangeDraft;
  change: TypedChange | null | undefined;
  /** The chosen days, in words. */
  days: string;
  preview: OverridePreview | null;
  problem: unknown;
  isBusy: boolean;
  amountPlace: RefObject<HTMLInputElement | null>;
  onChange: (part: Partial<ChangeDraft>) => void;
  onKeep: (reason: OverrideGiven['reason']) => void;
  onLeave: () => void;
}) {
  const text = useText(planWords);
  const format = useFormat();
  const reasonName = useReason();
  const form = useRef<HTMLFormElement>(null);
  const [isChecked, setIsChecked] = useState(false);
  const reason = REASONS.find((one) => one === draft.reason);

  const send = (event?: FormEvent) => {
    event?.preventDefault();
    setIsChecked(true);
    if (!change) amountPlace.current?.focus();
    else if (!reason) form.current?.querySelector('select')?.focus();
    else if (!isBusy) {
      setIsChecked(false);
      onKeep(reason);
    }
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      setIsChecked(false);
      onLeave();
    }
    // A browser's own list takes Enter for itself.
    if (event.key === 'Enter' && event.target instanceof HTMLSelectElement) send(event);
  };
  return (
    <form ref={form} onSubmit={send} onKeyDown={press} noValidate className="flex flex-col gap-3">
      <h3 className="font-medium">{days}</h3>
      <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
        <Field
          ref={amountPlace}
          label={text('amount')}
          placeholder={text('amountPlaceholder')}
          value={draft.typed}
          autoComplete="off"
          maxLength={20}
          onChange={(event) => onChange({ typed: event.target.value })}
          error={change === undefined || (isChecked && change === null) ? text('amountWrong') : undefined}
        />
        <div>
          <Select
            label={text('reason')}
            value={draft.reason}
            options={[
              { value: '', label: text('reasonNone') },
              ...REASONS.map((value) => ({ value, label: reasonName(value) })),
            ]}
            onChange={(next) => onChange({ reason: next })}
          />
          {isChecked && change && !reason && (
            <p className="mt-1 text-sm text-ink-soft">{text('reasonNeeded')}</p>
          )}
        </div>
        <Field
          label={text('comment')}
          value={draft.comment}
          maxLength={500}
          onChange={(event) => onChange({ comment: event.target.value })}
        />
        <Field
          label={text('expires')}
          type="date"
          value={draft.expires}
          onChange={(event) => onChange({ expires: event.target.value })}
        />
      </div>
      <div aria-live="polite" className="flex min-h-6 flex-col gap-2">
        {preview && (
          <p>
            {text('becomes', {
              before: format.units(preview.before),
              after: format.units(preview.after),
              change: format.percent(preview.before > 0 ? preview.after / preview.before - 1 : null, {
                signed: true,
                digits: 1,
              }),
            })}
          </p>
        )}
        {preview?.nudges.map((nudge) => (
          <p
            key={nudge.kind}
            className="flex items-start gap-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn"
          >
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            {writeNudge(nudge, text, format)}
          </p>
        ))}
      </div>
      {problem != null && <Failed error={problem} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={isBusy}>
          {text('keep')}
        </Button>
        <Button look="quiet" onClick={onLeave}>
          {text('cancel')}
        </Button>
      </div>
    </form>
  );
}
