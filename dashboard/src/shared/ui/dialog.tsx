import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { defineText, useText } from '../text/define-text';
import { buttonClasses } from './button';
import { classes } from './classes';

const words = defineText('dialog', { close: 'Close' }, { close: 'Schließen' });

/** Something that is asked or shown over the page; Escape closes it. */
export function Dialog({
  open,
  onClose,
  title,
  children,
  wide = false,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  wide?: boolean;
}) {
  const text = useText(words);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop data-print="hide" className="fixed inset-0 z-40 bg-black/40" />
        <Base.Popup
          className={classes(
            'fixed top-1/2 left-1/2 z-40 flex max-h-[90dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col',
            'rounded-lg border border-line bg-raised shadow-lg outline-none',
            wide ? 'max-w-3xl' : 'max-w-lg',
          )}
        >
          <header className="flex items-center justify-between gap-4 border-b border-line px-4 py-2.5">
            <Base.Title className="text-lg font-semibold">{title}</Base.Title>
            <Base.Close aria-label={text('close')} className={buttonClasses('quiet', 'icon')}>
              <X aria-hidden />
            </Base.Close>
          </header>
          <div className="overflow-y-auto p-4">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
