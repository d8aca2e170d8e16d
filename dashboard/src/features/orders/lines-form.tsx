import { type FormEvent, type ReactNode, useState } from 'react';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { linesWords } from './lines-words';
import { StepButtons } from './step-buttons';
import type { Steps, StepWords } from './steps';
import type { useDeed } from './use-deed';
import { useTypedUnits } from './use-typed-units';
import type { UnitsTyping } from './use-units-columns';

type Mode = 'look' | 'send' | 'receive' | 'cancel';

/** Lines with fields for their units, and what can be done with them next. */
export function LinesForm({
  items,
  lines,
  steps,
  words,
  deed,
  sendsOther = false,
  onClose,
  children,
}: {
  items: Parameters<typeof useTypedUnits>[0];
  lines: (typing: UnitsTyping) => ReactNode;
  steps: Steps;
  words: StepWords;
  deed: ReturnType<typeof useDeed>;
  /** Whether other units than those approved can be sent. */
  sendsOther?: boolean;
  onClose: () => void;
  /** What is to be known beside the lines. */
  children?: ReactNode;
}) {
  const text = useText(linesWords);
  const [mode, setMode] = useState<Mode>('look');
  const [note, setNote] = useState('');
  const { typed, units, changed, type, typeRest, clear, ...typing } = useTypedUnits(items);
  const { act, isBusy, error, isStale } = deed;
  const { keep, approve, send, receive, close, cancel } = steps;
  const given = note.trim();
  // A field that was emptied says nothing, and its line would go whole; of what came, none.
  const isWrong = mode !== 'cancel' && (typing.isWrong || (typing.isEmptied && mode !== 'receive'));

  const leave = () => {
    setMode('look');
    clear();
    setNote('');
  };
  const take = async (call: () => Promise<unknown>, done: string, ends = false) => {
    if (!(await act(call))) return;
    tell(done);
    leave();
    if (ends) onClose();
  };
  const takeApprove = async () => {
    // What was typed counts: it is kept first, and approved only if that worked.
    if (changed.length > 0 && !(await act(() => keep.call(changed)))) return;
    await take(() => approve.call(), approve.done, true);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || isWrong) return;
    if (mode === 'send') void take(() => send.call(changed), send.done);
    else if (mode === 'receive') {
      const came = units.filter(({ quantity }) => quantity > 0);
      void take(() => receive.call(came, given || null), receive.done);
    } else if (mode === 'cancel') {
      if (given !== '') void take(() => cancel.call(given), cancel.done, true);
    } else if (changed.length > 0) void take(() => keep.call(changed), keep.done);
  };
  const isLooking = mode === 'look' || mode === 'cancel';
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      {lines({ typed, onType: type, mode: isLooking ? (keep.can ? 'change' : 'look') : mode })}
      {children}
      {isStale && (
        <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-warn">
          {words.meanwhile}
        </p>
      )}
      {error !== null && <Failed error={error} />}
      {(mode === 'receive' || mode === 'cancel') && (
        <Field
          label={mode === 'receive' ? words.note : text('reason')}
          value={note}
          required={mode === 'cancel'}
          maxLength={150}
          onChange={(event) => setNote(event.target.value)}
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        {mode === 'look' ? (
          <StepButtons
            steps={steps}
            words={words}
            isBusy={isBusy}
            isWrong={isWrong}
            isChanged={changed.length > 0}
            onApprove={() => void takeApprove()}
            onSendAll={() => void take(() => send.call(null), send.done)}
            onSend={sendsOther ? () => setMode('send') : undefined}
            onReceiveAll={() => void take(() => receive.call(null, null), receive.done)}
            onReceive={() => {
              typeRest();
              setMode('receive');
            }}
            onCloseRest={() => void take(() => close.call(), close.done, true)}
            onCancel={() => setMode('cancel')}
          />
        ) : (
          <>
            <Button
              type="submit"
              look={mode === 'cancel' ? 'danger' : 'primary'}
              disabled={isBusy || isWrong || (mode === 'cancel' && given === '')}
            >
              {mode === 'cancel' ? words.cancel : text(mode === 'send' ? 'sendThese' : 'receiveThese')}
            </Button>
            <Button look="quiet" onClick={leave}>
              {text('back')}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}
