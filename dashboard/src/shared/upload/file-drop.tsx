import { FileUp } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { defineText, useText } from '../text/define-text';
import { Button } from '../ui/button';
import { classes } from '../ui/classes';
import { ProgressBar } from '../ui/progress-bar';
import { Failed } from '../ui/states';
import { useUpload } from './use-upload';

const ENDINGS = '.csv,.tsv,.txt,.xlsx,.xls,.json,.jsonl,.ndjson,.parquet,.feather,.arrow,.ipc,.gz,.zip';

const words = defineText(
  'file-drop',
  {
    choose: 'Choose a file',
    uploading: 'Uploading {{name}}',
    looking: 'Reading {{name}}: columns, dates, numbers …',
    cancel: 'Cancel',
  },
  {
    choose: 'Datei wählen',
    uploading: '{{name}} wird hochgeladen',
    looking: '{{name}} wird gelesen: Spalten, Daten, Zahlen …',
    cancel: 'Abbrechen',
  },
);

/** Where a file is dropped or chosen; it is sent and read at once. */
export function FileDrop<Read>({
  address,
  fields,
  title,
  hint,
  onRead,
}: {
  /** Where it is sent. */
  address: string;
  /** What else the form holds; the same object each time. */
  fields?: Record<string, string>;
  title: string;
  hint: string;
  /** Hears what the service made of it. */
  onRead: (read: Read) => void;
}) {
  const text = useText(words);
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const { upload, send, cancel } = useUpload(address, onRead, fields);
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
            <p className="text-lg font-semibold">{title}</p>
            <p className="max-w-lg text-ink-soft">{hint}</p>
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
