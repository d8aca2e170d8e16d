import { useMutation } from '@tanstack/react-query';
import type { Import } from '@/shared/api/generated';
import { commitImportMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Failed } from '@/shared/ui/states';
import { FIELDS, isSaleField, words } from './words';

/** Stores the good rows, or says what has to be settled first; stays in sight while one reads. */
export function CommitBar({
  imported,
  isBusy,
  onCommit,
}: {
  imported: Import;
  isBusy: boolean;
  onCommit: (imported: Import) => void;
}) {
  const text = useText(words);
  const format = useFormat();
  const commit = useMutation({ ...commitImportMutation(), onSuccess: onCommit });
  const { preview } = imported;
  const missing = preview.missing ?? [];
  const usable = preview.counts?.usable ?? 0;
  const why = () => {
    if (preview.is_ready) return text('commitReady');
    if (preview.problem) return preview.fix ?? text('problem');
    if (missing.length > 0) {
      const fields = missing.map((field) => (isSaleField(field) ? text(FIELDS[field]) : field)).join(', ');
      return text('commitMissing', { fields });
    }
    return (preview.questions ?? []).length > 0 ? text('commitQuestions') : text('commitNone');
  };
  return (
    <div className="sticky bottom-0 z-10 -mx-4 flex flex-col gap-3 border-t border-line bg-canvas px-4 py-3 sm:-mx-6 sm:px-6">
      {commit.isError && <Failed error={commit.error} />}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-ink-soft">{why()}</p>
        <Button
          look="primary"
          disabled={!preview.is_ready || isBusy || commit.isPending}
          onClick={() => commit.mutate({ path: { import_id: imported.id } })}
        >
          {preview.is_whole === false
            ? text('commitPart')
            : text('commit', { count: usable, sales: format.count(usable) })}
        </Button>
      </div>
    </div>
  );
}
