import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { AnalysisDetails } from '@/shared/api/generated';
import { deleteAnalysisMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Failed } from '@/shared/ui/states';
import { words } from './words';

const route = getRouteApi('/signed-in/drivers');

/** Deletes an analysis, once it is confirmed; for who uploaded it, and admins. */
export function DeleteButton({ analysis }: { analysis: AnalysisDetails }) {
  const text = useText(words);
  const may = useMay();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const remove = useMutation({
    ...deleteAnalysisMutation(),
    onSuccess: async () => {
      await navigate({ search: {} });
      await refreshTags(queries, 'drivers');
    },
  });
  if (!(analysis.is_own || may('manage_users')) || analysis.state === 'started') return null;
  return (
    <>
      <Button look="quiet" onClick={() => setIsOpen(true)}>
        <Trash2 aria-hidden />
        {text('remove')}
      </Button>
      <Dialog title={text('removeTitle')} open={isOpen} onClose={() => setIsOpen(false)}>
        <p className="text-ink-soft">{text('removeHint')}</p>
        {remove.isError && <Failed error={remove.error} />}
        <div className="flex justify-end gap-2 pt-4">
          <Button onClick={() => setIsOpen(false)}>{text('keep')}</Button>
          <Button
            look="danger"
            disabled={remove.isPending}
            onClick={() => remove.mutate({ path: { analysis_id: analysis.id } })}
          >
            {text('remove')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
