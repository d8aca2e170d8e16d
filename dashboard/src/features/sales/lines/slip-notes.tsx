import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { linesWords } from './words';

/** What the service says of a sale that it changed, and that may be a slip. */
export function SlipNotes({
  slips,
  onAnew,
  onClose,
}: {
  slips: string[];
  onAnew: () => void;
  onClose: () => void;
}) {
  const text = useText(linesWords);
  return (
    <div className="flex flex-col gap-4">
      <div role="alert" className="rounded-lg border border-warn/50 bg-warn-soft px-4 py-3">
        <p className="font-medium text-warn">{text('slips')}</p>
        <ul className="mt-1 flex flex-col gap-1">
          {slips.map((slip) => (
            <li key={slip}>{slip}</li>
          ))}
        </ul>
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={onAnew}>{text('changeAgain')}</Button>
        <Button look="primary" autoFocus onClick={onClose}>
          {text('close')}
        </Button>
      </div>
    </div>
  );
}
