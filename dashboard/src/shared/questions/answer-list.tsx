import { RotateCcw } from 'lucide-react';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { questionWords } from './words';

/** What was answered to each question of a file; any of them can be asked again. */
export function AnswerList({
  answers,
  isTitled,
  isBusy,
  onAskAgain,
}: {
  answers: { name: string; answer: string; text?: string }[];
  /** Whether what stands above doesn't say that these are answers. */
  isTitled: boolean;
  isBusy: boolean;
  onAskAgain: (name: string) => void;
}) {
  const text = useText(questionWords);
  if (answers.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      {isTitled && <h3 className="text-sm font-medium">{text('answered')}</h3>}
      <ul className="flex flex-col gap-3">
        {answers.map(({ name, answer, text: question = name }) => (
          <li key={name} className="flex flex-col items-start gap-1">
            <p className="max-w-3xl text-sm text-ink-soft">{question}</p>
            <Button
              size="small"
              disabled={isBusy}
              title={text('askAgain', { question })}
              onClick={() => onAskAgain(name)}
            >
              {answer}
              <RotateCcw aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
