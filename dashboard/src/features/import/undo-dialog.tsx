import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { Import } from '@/shared/api/generated';
import { undoImportMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { words } from './words';

/** Asks why, and takes back exactly what an import added. */
export function UndoDialog({
  imported,
  open,
  onClose,
  onUndo,
}: {
  imported: Import;
  open: boolean;
  onClose: () => void;
  onUndo: (imported: Import) => void;
}) {
  const text = useText(words);
  const undo = useMutation({ ...undoImportMutation(), onSuccess: onUndo });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason')).trim();
    undo.mutate({ path: { import_id: imported.id }, body: { reason } });
  };
  return (
    <Dialog open={open} onClose={onClose} title={text('undoTitle', { name: imported.file_name })}>
      <form onSubmit={send} className="flex flex-col gap-4">
        <p className="text-ink-soft">{text('undoHint')}</p>
        <Field label={text('why')} hint={text('whyHint')} name="reason" required maxLength={200} autoFocus />
        {undo.isError && <Failed error={undo.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="danger" disabled={undo.isPending}>
            {text('undoGo')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
