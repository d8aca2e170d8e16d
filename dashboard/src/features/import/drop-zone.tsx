import { FileUp } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import type { Import } from '@/shared/api/generated';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { classes } from '@/shared/ui/classes';
import { ProgressBar } from '@/shared/ui/progress-bar';
import { Failed } from '@/shared/ui/states';
import { useUpload } from './use-upload';
import { words } from './words';

const ENDINGS = '.csv,.tsv,.txt,.xlsx,.xls,.json,.jsonl,.ndjson,.parquet,.gz,.zip';

/** Where a file is dropped or chosen; it is read at once. */
export function DropZone({ onRead }: { onRead: (imported: Import) => void }) {
  const text = useText(words);
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const { upload, send, cancel } = useUpload(onRead);
  const isBusy = upload.step === 'sending' || upload.step === 'reading';

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file && !isBusy) send(file);
  };

  return (
    <div className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same by keyboard */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
        className={classes(
          'flex min-h-64 flex-col items-center justify-center gap-3 rounded-lg border-2 border-dashed bg-surface px-6 py-10 text-center transition-colors',
          isOver ? 'border-accent bg-accent-soft' : 'border-line-strong/60',
        )}
      >
        <FileUp aria-hidden className="size-9 text-accent" strokeWidth={1.5} />
        {isBusy ? (
          <div role="status" className="flex w-full max-w-md flex-col items-center gap-3">
            <p className="max-w-full truncate text-lg font-semibold">
              {text(upload.step === 'sending' ? 'uploading' : 'looking', { name: upload.name })}
            </p>
            <ProgressBar
              label={text(upload.step === 'sending' ? 'uploading' : 'looking', { name: upload.name })}
              value={upload.step === 'sending' ? upload.share : null}
            />
            <Button size="small" onClick={cancel}>
              {text('cancel')}
            </Button>
          </div>
        ) : (
          <>
            <p className="text-lg font-semibold">{text('drop')}</p>
            <p className="max-w-lg text-ink-soft">{text('dropHint')}</p>
            <Button look="primary" className="mt-1" onClick={() => input.current?.click()}>
              {text('choose')}
            </Button>
            <input
              ref={input}
              type="file"
              accept={ENDINGS}
              aria-label={text('choose')}
              tabIndex={-1}
              className="sr-only"
              onChange={(event) => {
                const file = event.target.files?.[0];
                event.target.value = '';
                if (file) send(file);
              }}
            />
          </>
        )}
      </div>
      {upload.step === 'failed' && <Failed error={upload.error} />}
    </div>
  );
}
