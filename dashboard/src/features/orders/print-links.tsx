import { Download, Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { linesWords } from './lines-words';

/** An order or a transfer as a PDF: to print, and to keep under a name. */
export function PrintLinks({ address, name }: { address: string; name: string }) {
  const text = useText(linesWords);
  const { i18n } = useTranslation();
  const href = `${address}?language=${i18n.language.startsWith('de') ? 'de' : 'en'}`;
  const look = buttonClasses('plain', 'small');
  return (
    <>
      <a className={look} href={href} target="_blank" rel="noreferrer">
        <Printer aria-hidden />
        {text('print')}
      </a>
      <a className={look} href={href} download={name}>
        <Download aria-hidden />
        {text('pdf')}
      </a>
    </>
  );
}
