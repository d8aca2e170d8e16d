import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { linesWords } from './words';

/** What is about to be done to a sale; `look`: nothing yet. */
export type Deed = 'look' | 'change' | 'takeBack' | 'remove' | 'restore';

/** The deed that is about to be done, and the way to others. */
export function DeedButtons({
  deed,
  deeds,
  first,
  isReady,
  isOverwriting,
  isGone,
  onDeed,
  onClose,
}: {
  deed: Deed;
  /** Those that can be chosen besides. */
  deeds: Exclude<Deed, 'look' | 'change'>[];
  /** What one comes back to. */
  first: Deed;
  isReady: boolean;
  /** Whether somebody else changed it meanwhile, and it would be changed all the same. */
  isOverwriting: boolean;
  isGone: boolean;
  onDeed: (deed: Deed) => void;
  onClose: () => void;
}) {
  const text = useText(linesWords);
  const isFirst = deed === first;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isFirst &&
        !isGone &&
        deeds.map((one) => (
          <Button key={one} look={one === 'restore' ? 'plain' : 'quiet'} onClick={() => onDeed(one)}>
            {text(one)}
          </Button>
        ))}
      <span className="flex-1" />
      <Button onClick={isFirst ? onClose : () => onDeed(first)}>{text(isFirst ? 'close' : 'goBack')}</Button>
      {deed !== 'look' && !isGone && (
        <Button
          type="submit"
          look={deed === 'change' || deed === 'restore' ? 'primary' : 'danger'}
          disabled={!isReady}
        >
          {text(deed === 'change' && isOverwriting ? 'overwrite' : deed)}
        </Button>
      )}
    </div>
  );
}
