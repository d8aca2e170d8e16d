import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ModelDetails } from '@/shared/api/generated';
import {
  promoteModelMutation,
  rollBackModelMutation,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { modelsWords } from './words';

/** Lets a version serve, or the one before it again; both are kept with their reason. */
export function PromotionButtons({ model }: { model: ModelDetails }) {
  const text = useText(modelsWords);
  const [asked, setAsked] = useState<'promote' | 'rollback' | null>(null);
  const isChampion = model.aliases.includes('champion');
  return (
    <>
      {!isChampion && <Button onClick={() => setAsked('promote')}>{text('promote')}</Button>}
      {isChampion && model.promotions.length > 1 && (
        <Button onClick={() => setAsked('rollback')}>{text('rollback')}</Button>
      )}
      {asked && <ReasonDialog model={model} what={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function ReasonDialog({
  model,
  what,
  onClose,
}: {
  model: ModelDetails;
  what: 'promote' | 'rollback';
  onClose: () => void;
}) {
  const text = useText(modelsWords);
  const queries = useQueryClient();
  const done = {
    onSuccess: (change: { scope: string; to_version: number }) => {
      tell(text('now', { version: `${change.scope}.${change.to_version}` }));
      void queries.invalidateQueries();
      onClose();
    },
  };
  const promote = useMutation({ ...promoteModelMutation(), ...done });
  const rollback = useMutation({ ...rollBackModelMutation(), ...done });
  const isRefused = what === 'promote' && String(model.about.gate_passed) !== 'true';
  const [problem, setProblem] = useState<string>();

  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const comment = String(new FormData(event.currentTarget).get('comment')).trim();
    if (isRefused && comment.length < 3) return setProblem(text('needsComment'));
    const path = { version: model.version };
    if (what === 'promote') promote.mutate({ path, body: { override: isRefused, comment: comment || null } });
    else rollback.mutate({ path, body: { comment: comment || null } });
  };

  return (
    <Dialog open onClose={onClose} title={text(isRefused ? 'override' : what)}>
      <form onSubmit={send} className="flex flex-col gap-4">
        {model.about.gate_reason != null && (
          <p className="text-ink-soft">{String(model.about.gate_reason)}</p>
        )}
        <Field label={text('comment')} name="comment" maxLength={1000} error={problem} />
        {(promote.isError || rollback.isError) && <Failed error={promote.error ?? rollback.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="primary" disabled={promote.isPending || rollback.isPending}>
            {text(what)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
