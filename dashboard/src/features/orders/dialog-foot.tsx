import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { ordersWords } from './words';

const FILES = ['csv', 'xlsx'] as const;

/** Where an order or a transfer comes from, and the files of its lines. */
export function DialogFoot({
  made,
  lines,
  children,
}: {
  made: string;
  /** The address of the lines as a file, without its format. */
  lines: string;
  /** Other files, before those of the lines. */
  children?: ReactNode;
}) {
  const text = useText(ordersWords);
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line pt-3">
      <p className="text-sm text-ink-faint">{made}</p>
      <span className="flex-1" />
      {children}
      {FILES.map((kind) => (
        <a key={kind} className={buttonClasses('plain', 'small')} href={`${lines}&format=${kind}`} download>
          <Download aria-hidden />
          {text(kind)}
        </a>
      ))}
    </div>
  );
}
