import { Link } from '@tanstack/react-router';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { words } from './words';

/** Back to all tables. */
export function AllLink() {
  const text = useText(words);
  return (
    <Link to="/drivers" search={{}} className={buttonClasses()}>
      {text('all')}
    </Link>
  );
}
