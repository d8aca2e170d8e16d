import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { defineText, useText } from '../text/define-text';
import { classes } from './classes';

const words = defineText('toasts', { close: 'Dismiss' }, { close: 'Ausblenden' });
const manager = Toast.createToastManager();

interface Notice {
  title: string;
  description?: string;
  isProblem?: boolean;
}

/** Notices from before the list stands there, which would be lost. */
const waiting: Notice[] = [];
let isListed = false;

function add({ title, description, isProblem = false }: Notice): void {
  manager.add({
    title,
    description,
    type: isProblem ? 'problem' : 'done',
    timeout: isProblem ? 12_000 : 5_000,
  });
}

/** Show a notice. */
export function show(notice: Notice): void {
  if (isListed) add(notice);
  else waiting.push(notice);
}

function Toasts() {
  const text = useText(words);
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={classes(
        'flex items-start gap-3 rounded-lg border bg-raised px-4 py-3 shadow-lg',
        toast.type === 'problem' ? 'border-bad/50' : 'border-line',
      )}
    >
      <div className="min-w-0 flex-1">
        <Toast.Title className={classes('font-medium', toast.type === 'problem' && 'text-bad')} />
        <Toast.Description className="text-sm text-ink-soft" />
      </div>
      <Toast.Close aria-label={text('close')} className="rounded-sm p-0.5 text-ink-faint hover:text-ink">
        <X aria-hidden className="size-4" />
      </Toast.Close>
    </Toast.Root>
  ));
}

/** Where notices appear. */
export function ToastList() {
  useEffect(() => {
    isListed = true;
    for (const notice of waiting.splice(0)) add(notice);
    return () => {
      isListed = false;
    };
  }, []);
  return (
    <Toast.Provider toastManager={manager} timeout={5000}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
