import { Dialog } from '@base-ui/react/dialog';
import { defineText, useText } from '@/shared/text/define-text';
import { SideBar } from './side-bar';

const words = defineText('navigation-drawer', { navigation: 'Navigation' }, { navigation: 'Navigation' });

/** The navigation where there is no room beside the screen. */
export function NavigationDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const text = useText(words);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-40 w-60 overflow-y-auto border-r border-line bg-surface outline-none">
          <Dialog.Title className="sr-only">{text('navigation')}</Dialog.Title>
          <SideBar />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
