import { type FormEvent, useState } from 'react';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { INPUT_CLASSES } from '@/shared/ui/field';
import { commentWords } from './words';

const MOST_LETTERS = 1000;

/** One line to say something in; what is typed stays until it was sent. */
export function CommentForm({
  keptAs,
  isSending,
  onSend,
}: {
  keptAs: string;
  isSending: boolean;
  onSend: (words: string) => Promise<unknown>;
}) {
  const text = useText(commentWords);
  const key = `comment ${keptAs}`;
  const [typed, setTyped] = useState(() => sessionStorage.getItem(key) ?? '');
  const type = (words: string) => {
    setTyped(words);
    if (words) sessionStorage.setItem(key, words);
    else sessionStorage.removeItem(key);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const words = typed.trim();
    if (!words || isSending) return;
    try {
      await onSend(words);
      type('');
    } catch {
      // what went wrong stands below, and the words stay
    }
  };
  return (
    <form onSubmit={(event) => void send(event)} className="flex items-center gap-2" data-print="hide">
      <input
        aria-label={text('label')}
        placeholder={text('label')}
        value={typed}
        maxLength={MOST_LETTERS}
        onChange={(event) => type(event.target.value)}
        className={INPUT_CLASSES}
      />
      <Button type="submit" disabled={!typed.trim() || isSending}>
        {text('send')}
      </Button>
    </form>
  );
}
