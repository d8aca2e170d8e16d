import { useText } from '@/shared/text/define-text';
import { type About, Comments } from './comments';
import { commentWords } from './words';

/** Comments as one part of a page that has others: under their heading. */
export function CommentsSection({ about }: { about: About }) {
  const text = useText(commentWords);
  return (
    <section aria-label={text('title')} className="flex flex-col gap-2 border-t border-line pt-3">
      <h3 className="font-medium">{text('title')}</h3>
      <Comments about={about} />
    </section>
  );
}
