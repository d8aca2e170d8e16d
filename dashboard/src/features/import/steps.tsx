import { Check } from 'lucide-react';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { words } from './words';

const STEPS = ['stepFile', 'stepLook', 'stepStore'] as const;

/** Where in the import one is: 0 the file, 1 looking at it, 2 storing, 3 done. */
export function Steps({ at }: { at: number }) {
  const text = useText(words);
  return (
    <ol aria-label={text('steps')} className="flex items-center gap-2 text-sm">
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={index === at ? 'step' : undefined}
          className={classes(
            'flex items-center gap-1.5',
            index === at ? 'font-medium text-ink' : 'text-ink-faint',
          )}
        >
          {index > 0 && <span aria-hidden className="h-px w-5 bg-line-strong/60" />}
          <span
            aria-hidden
            className={classes(
              'flex size-5 items-center justify-center rounded-full text-xs',
              index < at && 'bg-good-soft text-good',
              index === at && 'bg-accent text-on-accent',
              index > at && 'bg-sunken',
            )}
          >
            {index < at ? <Check className="size-3.5" /> : index + 1}
          </span>
          {text(step)}
        </li>
      ))}
    </ol>
  );
}
