import { useMutation } from '@tanstack/react-query';
import { Check, Copy } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Role } from '@/shared/api/generated';
import { makeKeyMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { Select } from '@/shared/ui/select';
import { Failed } from '@/shared/ui/states';
import { words } from './words';

/** From the least to the most that one may do. */
const ROLES: Role[] = ['viewer', 'planner', 'analyst', 'admin'];
const LASTS = ['30', '90', '365', '3650'];
const FOREVER = 'forever';

/** Makes a key and shows it once. */
export function MakeKeyDialog({ onClose }: { onClose: () => void }) {
  const text = useText(words);
  const me = useMe();
  const [role, setRole] = useState<Role>('viewer');
  const [lasts, setLasts] = useState('365');
  const [isCopied, setIsCopied] = useState(false);
  const make = useMutation(makeKeyMutation());
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    make.mutate({ body: { name, role, expires_in_days: lasts === FOREVER ? null : Number(lasts) } });
  };
  if (make.data) {
    const { key, name } = make.data;
    return (
      <Dialog open onClose={onClose} title={text('madeTitle', { name })}>
        <div className="flex flex-col gap-3">
          <p className="text-ink-soft">{text('madeHint')}</p>
          <div className="flex items-center gap-3 rounded-md border border-line bg-sunken px-3 py-2">
            <code className="min-w-0 flex-1 break-all select-all">{key}</code>
            <Button
              size="small"
              onClick={() => void navigator.clipboard?.writeText(key).then(() => setIsCopied(true))}
            >
              {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
              {text(isCopied ? 'copied' : 'copy')}
            </Button>
          </div>
          <div className="flex justify-end">
            <Button look="primary" onClick={onClose}>
              {text('close')}
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open onClose={onClose} title={text('make')}>
      <form onSubmit={send} className="flex flex-col gap-4">
        <Field
          label={text('keyName')}
          name="name"
          placeholder={text('keyNameExample')}
          required
          maxLength={100}
          autoFocus
        />
        <Select
          label={text('role')}
          value={role}
          options={ROLES.slice(0, ROLES.indexOf(me.role) + 1).map((value) => ({ value, label: text(value) }))}
          onChange={setRole}
        />
        <Select
          label={text('lasts')}
          value={lasts}
          options={[
            ...LASTS.map((days) => ({ value: days, label: text('days', { count: Number(days) }) })),
            { value: FOREVER, label: text('forever') },
          ]}
          onChange={setLasts}
        />
        {make.isError && <Failed error={make.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="primary" disabled={make.isPending}>
            {text('make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
