import { Bookmark, Link2, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { SavedView } from '@/shared/api/generated';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { Field } from '@/shared/ui/field';
import { QueryView } from '@/shared/ui/query-view';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import type { View } from './series-query';
import { useKeptViews } from './use-kept-views';
import { productsWords } from './words';

/** Views that are kept under a name, one's own and shared ones, and the link of this one. */
export function ViewMenu({ view, onOpen }: { view: View; onOpen: (view: View) => void }) {
  const text = useText(productsWords);
  const may = useMay();
  const [isOpen, setIsOpen] = useState(false);
  const { views, keep, forget, problem } = useKeptViews(isOpen);

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const name = String(given.get('name')).trim();
    if (!name) return;
    try {
      await keep(name, view, given.get('shared') !== null);
      form.reset();
      tell(text('kept', { name }));
    } catch {
      // what went wrong stands in the dialog, and the name stays
    }
  };
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    tell(text('copied'));
  };
  const line = (kept: SavedView) => (
    <li key={kept.id} className="flex items-center justify-between gap-2">
      <button
        type="button"
        className="min-w-0 flex-1 truncate rounded-md px-2 py-1.5 text-left hover:bg-sunken"
        onClick={() => {
          onOpen(kept.search as View);
          setIsOpen(false);
        }}
      >
        <span className="font-medium">{kept.name}</span>
        {(!kept.is_own || kept.is_shared) && ' '}
        {(!kept.is_own || kept.is_shared) && (
          <span className="ml-1 text-sm text-ink-faint">
            {kept.is_own ? text('isShared') : text('sharedBy', { name: kept.by.name })}
          </span>
        )}
      </button>
      {(kept.is_own || may('manage_users')) && (
        <Button
          look="quiet"
          size="icon"
          aria-label={text('forget', { name: kept.name })}
          onClick={() => forget(kept.id)}
        >
          <X aria-hidden />
        </Button>
      )}
    </li>
  );

  return (
    <>
      <Button onClick={() => setIsOpen(true)}>
        <Bookmark aria-hidden />
        {text('views')}
      </Button>
      <Dialog open={isOpen} onClose={() => setIsOpen(false)} title={text('views')}>
        <QueryView query={views} loadingClass="h-16">
          {({ items }) =>
            items.length === 0 ? (
              <p className="text-ink-soft">{text('noViews')}</p>
            ) : (
              <ul className="flex flex-col">
                {[...items].sort((one, other) => Number(other.is_own) - Number(one.is_own)).map(line)}
              </ul>
            )
          }
        </QueryView>
        <form onSubmit={(event) => void save(event)} className="mt-4 border-t border-line pt-4">
          <div className="flex items-end gap-2">
            <Field label={text('saveView')} name="name" maxLength={100} required className="flex-1" />
            <Button type="submit" look="primary">
              {text('keep')}
            </Button>
          </div>
          <label className="mt-2 flex items-center gap-2 text-ink-soft">
            <input type="checkbox" name="shared" />
            {text('share')}
          </label>
        </form>
        {problem && <Failed error={problem} />}
        <Button look="quiet" className="mt-3" onClick={() => void copy()}>
          <Link2 aria-hidden />
          {text('copyLink')}
        </Button>
      </Dialog>
    </>
  );
}
