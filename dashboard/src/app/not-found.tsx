import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { defineText, useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { Empty } from '@/shared/ui/states';

const words = defineText(
  'not-found',
  { title: 'There is no such page.', hint: 'The address may be old, or mistyped.', home: 'To today' },
  { title: 'Diese Seite gibt es nicht.', hint: 'Die Adresse ist alt oder vertippt.', home: 'Zu heute' },
);

/** An address that leads nowhere. */
export function NotFound() {
  const text = useText(words);
  return (
    <main className="grid min-h-dvh place-items-center">
      <Empty
        icon={Compass}
        title={text('title')}
        action={
          <Link to="/" className={buttonClasses('primary')}>
            {text('home')}
          </Link>
        }
      >
        {text('hint')}
      </Empty>
    </main>
  );
}
