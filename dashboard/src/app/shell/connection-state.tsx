import { useLiveState } from '@/shared/live/use-live';
import { defineText, useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';

const words = defineText(
  'connection',
  { open: 'Live', connecting: 'Connecting …', lost: 'Not live, connecting again …', refused: 'Not live' },
  { open: 'Live', connecting: 'Verbindet …', lost: 'Getrennt, verbindet neu …', refused: 'Nicht live' },
);

/** Whether what is on the screen is kept up to date. */
export function ConnectionState() {
  const state = useLiveState();
  const text = useText(words);
  return (
    <span role="status" className="hidden items-center gap-1.5 text-sm text-ink-faint sm:flex">
      <span
        aria-hidden
        className={classes(
          'size-2 rounded-full',
          state === 'open' ? 'bg-good' : state === 'connecting' ? 'bg-line-strong' : 'bg-warn',
        )}
      />
      {text(state)}
    </span>
  );
}
