import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { linesWords } from './lines-words';
import type { Steps, StepWords } from './steps';

/** The buttons of what can be done next: the way to the shelf at the left, the ways out at the right. */
export function StepButtons({
  steps,
  words,
  isBusy,
  isWrong,
  isChanged,
  onApprove,
  onSendAll,
  onSend,
  onReceiveAll,
  onReceive,
  onCloseRest,
  onCancel,
}: {
  steps: Steps;
  words: StepWords;
  isBusy: boolean;
  isWrong: boolean;
  isChanged: boolean;
  onApprove: () => void;
  onSendAll: () => void;
  /** Sends other units; without it only all can be sent. */
  onSend: (() => void) | undefined;
  onReceiveAll: () => void;
  onReceive: () => void;
  onCloseRest: () => void;
  onCancel: () => void;
}) {
  const text = useText(linesWords);
  return (
    <>
      {steps.approve.can && (
        <Button look="primary" disabled={isBusy || isWrong} onClick={onApprove}>
          {text('approve')}
        </Button>
      )}
      {steps.keep.can && isChanged && (
        <Button type="submit" disabled={isBusy || isWrong}>
          {text('keep')}
        </Button>
      )}
      {steps.send.can && (
        <>
          <Button look="primary" disabled={isBusy} onClick={onSendAll}>
            {words.send}
          </Button>
          {onSend && <Button onClick={onSend}>{text('send')}</Button>}
        </>
      )}
      {steps.receive.can && (
        <>
          <Button look="primary" disabled={isBusy} onClick={onReceiveAll}>
            {text('receiveAll')}
          </Button>
          <Button onClick={onReceive}>{text('receive')}</Button>
        </>
      )}
      <span className="flex-1" />
      {steps.close.can && (
        <Button look="quiet" disabled={isBusy} onClick={onCloseRest}>
          {text('close')}
        </Button>
      )}
      {steps.cancel.can && (
        <Button look="quiet" onClick={onCancel}>
          {words.cancel}
        </Button>
      )}
    </>
  );
}
