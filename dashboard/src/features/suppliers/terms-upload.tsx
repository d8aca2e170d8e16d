import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download, FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { importSupplyTerms, type TermsImport } from '@/shared/api/generated';
import { refreshTags } from '@/shared/api/refresh';
import { useText } from '@/shared/text/define-text';
import { Button, buttonClasses } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Select } from '@/shared/ui/select';
import { Failed, Loading } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { TermsSeen } from './terms-seen';
import { uploadWords } from './upload-words';

type Decimal = '' | '.' | ',';

async function send(file: File, decimal: Decimal, commit: boolean): Promise<TermsImport> {
  const { data } = await importSupplyTerms({
    body: { file },
    query: { commit, ...(decimal === '' ? {} : { decimal }) },
    throwOnError: true,
  });
  return data;
}

/** A file of terms: what was seen in it, what is refused and why, and then what is to be kept. */
export function TermsUpload({ onClose }: { onClose: () => void }) {
  const text = useText(uploadWords);
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [decimal, setDecimal] = useState<Decimal>('');
  const look = useMutation({
    mutationFn: (asked: { file: File; decimal: Decimal }) => send(asked.file, asked.decimal, false),
  });
  const keep = useMutation({
    mutationFn: (chosen: File) => send(chosen, decimal, true),
    onSuccess: (done) => {
      tell(text('kept', { added: done.added, changed: done.changed }));
      void refreshTags(queries, 'orders');
      onClose();
    },
  });
  const choose = (chosen: File | null, mark: Decimal) => {
    setFile(chosen);
    setDecimal(mark);
    keep.reset();
    if (chosen) look.mutate({ file: chosen, decimal: mark });
  };
  const seen = look.data;
  const count = seen ? seen.added + seen.changed : 0;
  return (
    <Dialog open wide onClose={onClose} title={text('title')}>
      <div className="flex flex-col gap-4">
        <p className="text-ink-soft">{text('lead')}</p>
        <div className="flex flex-wrap items-end gap-3">
          <Button look={file ? 'plain' : 'primary'} onClick={() => input.current?.click()}>
            <FileUp aria-hidden />
            {text(file ? 'another' : 'choose')}
          </Button>
          <input
            ref={input}
            type="file"
            accept=".csv,.tsv,.txt,.xlsx"
            aria-label={text('choose')}
            tabIndex={-1}
            className="sr-only"
            onChange={(event) => {
              const chosen = event.target.files?.[0];
              event.target.value = '';
              if (chosen) choose(chosen, decimal);
            }}
          />
          <Select
            label={text('decimal')}
            value={decimal}
            options={[
              { value: '', label: text('asWritten') },
              { value: '.', label: text('point') },
              { value: ',', label: text('comma') },
            ]}
            onChange={(mark) => choose(file, mark)}
          />
          <span className="flex-1" />
          <a className={buttonClasses('quiet')} href="/api/supply-terms/template" download>
            <Download aria-hidden />
            {text('template')}
          </a>
        </div>
        {look.isPending && file && (
          <div role="status">
            <p className="mb-2 text-ink-soft">{text('reading', { name: file.name })}</p>
            <Loading className="h-40" />
          </div>
        )}
        {look.isError && <Failed error={look.error} />}
        {seen && !look.isPending && <TermsSeen seen={seen} />}
        {keep.isError && <Failed error={keep.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text('cancel')}</Button>
          {seen && file && (
            <Button
              look="primary"
              disabled={count === 0 || keep.isPending || look.isPending}
              onClick={() => keep.mutate(file)}
            >
              {count === 0 ? text('nothing') : text('keep', { count })}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
