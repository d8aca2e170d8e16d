import { useEffect, useRef, useState } from 'react';
import type { JobLine } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { words } from './words';

/** A job's lines; follows them to the end until one scrolls away. */
export function JobLog({ lines }: { lines: JobLine[] }) {
  const text = useText(words);
  const format = useFormat();
  const box = useRef<HTMLElement>(null);
  const [isFollowed, setIsFollowed] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what scrolls
  useEffect(() => {
    if (isFollowed && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, isFollowed]);
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center justify-between">
        <h3 className="font-medium">{text('log')}</h3>
        <label className="flex items-center gap-1.5 text-sm text-ink-soft">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={isFollowed}
            onChange={(event) => setIsFollowed(event.target.checked)}
          />
          {text('follow')}
        </label>
      </div>
      <section
        ref={box}
        aria-label={text('log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
        tabIndex={0}
        onWheel={({ deltaY }) => deltaY < 0 && setIsFollowed(false)}
        className="max-h-80 min-h-24 overflow-y-auto rounded-md border border-line bg-sunken p-2 font-mono text-xs"
      >
        {lines.length === 0 && <p className="text-ink-faint">{text('noLog')}</p>}
        {lines.map((line) => (
          <p
            key={line.number}
            className={classes(
              'break-words whitespace-pre-wrap',
              line.level === 'error' && 'text-bad',
              line.level === 'warning' && 'text-warn',
            )}
          >
            <span className="text-ink-faint">{format.time(line.at)}</span> {line.text}
          </p>
        ))}
      </section>
    </div>
  );
}
