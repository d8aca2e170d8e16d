import { Search } from 'lucide-react';
import { lazy, Suspense, useCallback, useLayoutEffect, useState } from 'react';
import { defineText, useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { useEarlyKeys } from './use-early-keys';

const SearchDialog = lazy(() =>
  import('./search-dialog').then((module) => ({ default: module.SearchDialog })),
);

const words = defineText(
  'palette',
  { search: 'Search products, stores, pages' },
  { search: 'Produkte, Läden, Seiten suchen' },
);

/** Opened by Ctrl-K or /: goes to any page, product or store by its name. */
export function CommandPalette() {
  const text = useText(words);
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const [asked, setAsked] = useState('');
  const { isAwaited, awaitField, arrive } = useEarlyKeys(setAsked, () => setIsOpen(false));

  const open = useCallback(() => {
    setAsked('');
    setIsOpen(true);
    setWasOpen(true);
    awaitField();
  }, [awaitField]);

  // Before it is painted: who sees the button may press its keys.
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement &&
        event.target.matches('input, textarea, select, [contenteditable]');
      if ((event.key === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !isTyping)) {
        event.preventDefault();
        if (!isOpen && !isAwaited) open();
      }
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [isOpen, isAwaited, open]);

  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={open}
        className={`${buttonClasses('plain')} min-w-0 text-ink-faint sm:min-w-72`}
      >
        <Search aria-hidden />
        <span className="sr-only flex-1 truncate text-left font-normal sm:not-sr-only">{text('search')}</span>
        <kbd className="hidden rounded-sm border border-line px-1 text-xs sm:inline">Ctrl K</kbd>
      </button>
      {wasOpen && (
        <Suspense>
          <SearchDialog
            open={isOpen}
            asked={asked}
            onAsk={setAsked}
            onReady={arrive}
            onClose={() => setIsOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
