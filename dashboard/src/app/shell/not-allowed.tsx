import { Lock } from 'lucide-react';
import { useMe } from '@/shared/session/use-me';
import { defineText, useText } from '@/shared/text/define-text';
import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';
import { type Destination, navigationWords } from './navigation';

const words = defineText(
  'not-allowed',
  {
    title: 'Not for your role',
    hint: 'Your role is {{role}}, and this page needs another one. An admin can give it to you.',
  },
  {
    title: 'Nicht für Ihre Rolle',
    hint: 'Ihre Rolle ist „{{role}}“, und diese Seite braucht eine andere. Ein Administrator kann sie Ihnen geben.',
  },
);

/** A screen that the caller's role doesn't open. */
export function NotAllowed({ screen }: { screen: Destination }) {
  const text = useText(words);
  const names = useText(navigationWords);
  const { role } = useMe();
  return (
    <Page title={names(screen.label)}>
      <Empty icon={Lock} title={text('title')}>
        {text('hint', { role })}
      </Empty>
    </Page>
  );
}
