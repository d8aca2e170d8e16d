import { useCallback, useRef, useState } from 'react';
import type { Import } from '@/shared/api/generated';

export type Upload =
  | { step: 'none' }
  | { step: 'sending'; name: string; share: number }
  | { step: 'reading'; name: string }
  | { step: 'failed'; error: unknown };

/**
 * Sends a file and tells how much of it has arrived.
 *
 * By XMLHttpRequest: `fetch`, which the generated calls use, doesn't tell.
 */
export function useUpload(whenRead: (imported: Import) => void) {
  const [upload, setUpload] = useState<Upload>({ step: 'none' });
  const request = useRef<XMLHttpRequest | null>(null);

  const send = useCallback(
    (file: File) => {
      request.current?.abort();
      const sent = new XMLHttpRequest();
      request.current = sent;
      sent.open('POST', '/api/imports');
      sent.setRequestHeader('X-Foresale', '1');
      sent.responseType = 'json';
      sent.upload.onprogress = ({ loaded, total }) =>
        setUpload({ step: 'sending', name: file.name, share: total > 0 ? loaded / total : 0 });
      sent.upload.onload = () => setUpload({ step: 'reading', name: file.name });
      sent.onerror = () => setUpload({ step: 'failed', error: new TypeError('unreachable') });
      sent.onabort = () => setUpload({ step: 'none' });
      sent.onload = () => {
        if (sent.status === 201) {
          setUpload({ step: 'none' });
          whenRead(sent.response as Import);
        } else setUpload({ step: 'failed', error: sent.response ?? new TypeError('unreachable') });
      };
      setUpload({ step: 'sending', name: file.name, share: 0 });
      const form = new FormData();
      form.set('file', file);
      sent.send(form);
    },
    [whenRead],
  );
  const cancel = useCallback(() => request.current?.abort(), []);
  return { upload, send, cancel };
}
