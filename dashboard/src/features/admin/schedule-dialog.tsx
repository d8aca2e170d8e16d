import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Schedule, ScheduleGiven } from '@/shared/api/generated';
import {
  addScheduleMutation,
  changeScheduleMutation,
  removeScheduleMutation,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { SCHEDULED_KINDS, useJobKind } from '@/shared/text/job-kinds';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { cronInWords, cronWords } from './cron-words';
import { words } from './words';

/** When a kind of job runs; the five fields are said in words while they are typed. */
export function ScheduleDialog({ schedule, onClose }: { schedule: Schedule | null; onClose: () => void }) {
  const text = useText(words);
  const cronText = useText(cronWords);
  const format = useFormat();
  const kindName = useJobKind();
  const [kind, setKind] = useState<string>(schedule?.kind ?? 'forecast');
  const [cron, setCron] = useState(schedule?.cron ?? '0 2 * * *');
  const [isOn, setIsOn] = useState(schedule?.is_on ?? true);
  const [isSure, setIsSure] = useState(false);
  const done = ({ name }: { name: string }) => {
    tell(text('scheduleKept', { name }));
    onClose();
  };
  const add = useMutation({ ...addScheduleMutation(), onSuccess: done });
  const change = useMutation({ ...changeScheduleMutation(), onSuccess: done });
  const remove = useMutation({
    ...removeScheduleMutation(),
    onSuccess: () => {
      tell(text('scheduleRemoved', { name: schedule?.name ?? '' }));
      onClose();
    },
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const { scope: _scope, ...others } = (schedule?.arguments ?? {}) as NonNullable<
      ScheduleGiven['arguments']
    >;
    const scope = String(form.get('scope')).trim();
    const body: ScheduleGiven = {
      name: String(form.get('name')).trim(),
      kind,
      cron: cron.trim(),
      time_zone: String(form.get('time_zone')).trim() || null,
      arguments: scope === '' ? others : { ...others, scope },
      is_on: isOn,
    };
    if (schedule) change.mutate({ path: { schedule_id: schedule.id }, body });
    else add.mutate({ body });
  };
  const kinds = [...new Set<string>([...SCHEDULED_KINDS, kind])];
  const error = add.error ?? change.error ?? remove.error;
  return (
    <Dialog open onClose={onClose} title={schedule?.name ?? text('addSchedule')}>
      <form onSubmit={send} className="flex flex-col gap-4">
        <Field
          label={text('name')}
          name="name"
          required
          maxLength={100}
          autoFocus
          defaultValue={schedule?.name ?? ''}
        />
        <Select
          label={text('kind')}
          value={kind}
          options={kinds.map((value) => ({ value, label: kindName(value) }))}
          onChange={setKind}
        />
        <Field
          label={text('cron')}
          required
          maxLength={100}
          value={cron}
          hint={
            <>
              <strong className="text-ink">{cronInWords(cron, cronText, format.locale)}</strong>
              <br />
              {text('cronHint')}
            </>
          }
          onChange={(event) => setCron(event.target.value)}
        />
        <Field
          label={text('timeZone')}
          name="time_zone"
          maxLength={64}
          placeholder="Europe/Berlin"
          hint={text('timeZoneHint')}
          defaultValue={schedule?.time_zone ?? ''}
        />
        <Field
          label={text('scope')}
          name="scope"
          maxLength={60}
          hint={text('scopeHint')}
          defaultValue={typeof schedule?.arguments.scope === 'string' ? schedule.arguments.scope : ''}
        />
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={isOn}
            onChange={(event) => setIsOn(event.target.checked)}
          />
          {text('on')}
        </label>
        {error && <Failed error={error} />}
        <div className="flex items-center gap-2">
          {schedule && !isSure && (
            <Button look="quiet" onClick={() => setIsSure(true)}>
              {text('remove')}
            </Button>
          )}
          {schedule && isSure && (
            <Button
              look="danger"
              disabled={remove.isPending}
              onClick={() => remove.mutate({ path: { schedule_id: schedule.id } })}
            >
              {text('removeSchedule', { name: schedule.name })}
            </Button>
          )}
          <span className="flex-1" />
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="primary" disabled={add.isPending || change.isPending}>
            {text('keep')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
