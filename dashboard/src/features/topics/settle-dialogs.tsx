import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { DeadLetter } from '@/shared/api/generated';
import {
  dismissDeadLetterMutation,
  resendDeadLetterMutation,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { topicsWords } from './words';

interface Settling {
  letter: DeadLetter;
  onClose: () => void;
}

function pretty(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw; // what is no JSON is mended by hand
  }
}

/** Sends a message again, mended where it has to be. */
export function ResendDialog({ letter, onClose }: Settling) {
  const text = useText(topicsWords);
  const queries = useQueryClient();
  const [written, setWritten] = useState(() => pretty(letter.raw));
  const [problem, setProblem] = useState<string>();
  const resend = useMutation({
    ...resendDeadLetterMutation(),
    onSuccess: () => {
      tell(text('resent'));
      void queries.invalidateQueries();
      onClose();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    try {
      const message = JSON.parse(written) as Record<string, unknown>;
      setProblem(undefined);
      resend.mutate({ path: { letter_id: letter.id }, body: { message } });
    } catch (error) {
      setProblem(text('notJson', { problem: error instanceof Error ? error.message : String(error) }));
    }
  };
  return (
    <Dialog open onClose={onClose} title={text('resend')} wide>
      <form onSubmit={send} className="flex flex-col gap-3">
        <p className="text-bad">{letter.reason}</p>
        <label className="flex flex-col gap-1">
          <span className="text-sm font-medium text-ink-soft">{text('edit')}</span>
          <textarea
            value={written}
            onChange={(event) => setWritten(event.target.value)}
            rows={14}
            spellCheck={false}
            aria-invalid={problem !== undefined}
            className="rounded-md border border-line-strong bg-surface p-2.5 font-mono text-sm"
          />
        </label>
        {letter.is_cut && <p className="text-warn">{text('cut')}</p>}
        {problem && (
          <p role="alert" className="text-bad">
            {problem}
          </p>
        )}
        {resend.isError && <Failed error={resend.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="primary" disabled={resend.isPending}>
            {text('resend')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Drops a message, with the reason. */
export function DismissDialog({ letter, onClose }: Settling) {
  const text = useText(topicsWords);
  const queries = useQueryClient();
  const dismiss = useMutation({
    ...dismissDeadLetterMutation(),
    onSuccess: () => {
      tell(text('dismissed'));
      void queries.invalidateQueries();
      onClose();
    },
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason'));
    dismiss.mutate({ path: { letter_id: letter.id }, body: { reason } });
  };
  return (
    <Dialog open onClose={onClose} title={text('dismiss')}>
      <form onSubmit={send} className="flex flex-col gap-3">
        <p className="text-ink-soft">{letter.reason}</p>
        <Field label={text('why')} name="reason" required minLength={3} maxLength={500} />
        {dismiss.isError && <Failed error={dismiss.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="danger" disabled={dismiss.isPending}>
            {text('dismiss')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
