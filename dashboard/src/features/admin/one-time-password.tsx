import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { words } from './words';

/** A password that is shown this once, to be copied. */
export function OneTimePassword({ value }: { value: string }) {
  const text = useText(words);
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-3 rounded-md border border-line bg-sunken px-3 py-2">
        <code className="min-w-0 flex-1 text-lg break-all select-all">{value}</code>
        <Button
          size="small"
          onClick={() => {
            void navigator.clipboard?.writeText(value).then(() => setIsCopied(true));
          }}
        >
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          {text(isCopied ? 'copied' : 'copy')}
        </Button>
      </div>
      <p className="text-ink-soft">{text('oneTimeHint')}</p>
    </div>
  );
}
