import { useCallback, useRef, useState } from 'react';

export type Upload =
  | { step: 'none' }
  | { step: 'sending'; name: string; share: number }
  | { step: 'reading'; name: string }
  | { step: 'failed'; error: unknown };

/**
 * Sends a file and tells how much of it has arrived.
 *
 * By XMLHttpRequest: `fetch`, which the generated calls use, doesn't tell.
 *
 * @param address Where it is sent.
 * @param whenRead Hears what the service made of it.
 * @param fields What else the form holds; the same object each time.
 */
export function useUpload<Read>(
  address: string,
  whenRead: (read: Read) => void,
  fields?: Record<string, string>,
) {
  const [upload, setUpload] = useState<Upload>({ step: 'none' });
  const request = useRef<XMLHttpRequest | null>(null);

  const send = useCallback(
    (file: File) => {
      request.current?.abort();
      const sent = new XMLHttpRequest();
      request.current = sent;
      sent.open('POST', address);
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
          whenRead(sent.response as Read);
        } else setUpload({ step: 'failed', error: sent.response ?? new TypeError('unreachable') });
      };
      setUpload({ step: 'sending', name: file.name, share: 0 });
      const form = new FormData();
      for (const [name, value] of Object.entries(fields ?? {})) form.set(name, value);
      form.set('file', file);
      sent.send(form);
    },
    [address, whenRead, fields],
  );
  const cancel = useCallback(() => request.current?.abort(), []);
  return { upload, send, cancel };
}
