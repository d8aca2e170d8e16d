import { Bookmark, Link2, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { tell } from '@/shared/ui/toaster';
import { useKeptViews } from './kept-views';
import type { View } from './series-query';
import { productsWords } from './words';

/** Views that are kept under a name, and the link of this one. */
export function ViewMenu({ view, onOpen }: { view: View; onOpen: (view: View) => void }) {
  const text = useText(productsWords);
  const [isOpen, setIsOpen] = useState(false);
  const { views, keep, forget } = useKeptViews(useMe().id);

  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    if (!name) return;
    keep(name, view);
    event.currentTarget.reset();
    tell(text('kept', { name }));
  };
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    tell(text('copied'));
  };

  return (
    <>
      <Button onClick={() => setIsOpen(true)}>
        <Bookmark aria-hidden />
        {text('views')}
      </Button>
      <Dialog open={isOpen} onClose={() => setIsOpen(false)} title={text('views')}>
        {views.length === 0 && <p className="text-ink-soft">{text('noViews')}</p>}
        <ul className="flex flex-col">
          {views.map((kept) => (
            <li key={kept.name} className="flex items-center justify-between gap-2">
              <button
                type="button"
                className="min-w-0 flex-1 truncate rounded-md px-2 py-1.5 text-left font-medium hover:bg-sunken"
                onClick={() => {
                  onOpen(kept.view);
                  setIsOpen(false);
                }}
              >
                {kept.name}
              </button>
              <Button
                look="quiet"
                size="icon"
                aria-label={text('forget', { name: kept.name })}
                onClick={() => forget(kept.name)}
              >
                <X aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
        <form onSubmit={save} className="mt-4 flex items-end gap-2 border-t border-line pt-4">
          <Field label={text('saveView')} name="name" maxLength={60} required className="flex-1" />
          <Button type="submit" look="primary">
            {text('keep')}
          </Button>
        </form>
        <Button look="quiet" className="mt-3" onClick={() => void copy()}>
          <Link2 aria-hidden />
          {text('copyLink')}
        </Button>
      </Dialog>
    </>
  );
}
