import { useMutation, useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import type { Comment } from '@/shared/api/generated';
import {
  addCommentMutation,
  listCommentsOptions,
  removeCommentMutation,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useMay, useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Failed, Loading } from '@/shared/ui/states';
import { CommentForm } from './comment-form';
import { commentWords } from './words';

const MOST = 200;

/** What comments are about: a product, everywhere or in a store, an order, or a transfer. */
export type About =
  | { product: { id: number; sku: string }; store?: { id: number; code: string } | undefined }
  | { order: number }
  | { transfer: number };

/** What people said about something, newest first, and a line to say more. */
export function Comments({ about }: { about: About }) {
  const text = useText(commentWords);
  const may = useMay();
  const me = useMe();
  const { asked, target, keptAs, product } = describe(about);
  // Its key carries the tag by which live events make it old; that of the paged query doesn't.
  const said = useQuery(listCommentsOptions({ query: { ...asked, limit: MOST } }));
  const renew = () => void said.refetch();
  const add = useMutation({ ...addCommentMutation(), onSuccess: renew });
  const remove = useMutation({ ...removeCommentMutation(), onSuccess: renew });
  const items = said.data?.items ?? [];
  const seesAll = me.store_ids == null;
  const maySay = may('comment') && (!product || product.store !== undefined || seesAll);
  return (
    <div className="flex flex-col gap-3">
      {maySay && (
        <CommentForm
          keptAs={keptAs}
          isSending={add.isPending}
          onSend={(words) => add.mutateAsync({ body: { ...target, text: words } })}
        />
      )}
      {add.isError && <Failed error={add.error} />}
      {remove.isError && <Failed error={remove.error} />}
      {said.isError && <Failed error={said.error} retry={renew} />}
      {said.isPending && <Loading className="h-16" />}
      {said.data && items.length === 0 && <p className="text-ink-soft">{text('none')}</p>}
      <ul className="flex flex-col gap-3">
        {items.map((comment) => (
          <Said
            key={comment.id}
            comment={comment}
            isOfProduct={product !== null}
            onRemove={
              may('comment') && (comment.by?.id === me.id || may('manage_users'))
                ? () => remove.mutate({ path: { comment_id: comment.id } })
                : undefined
            }
          />
        ))}
      </ul>
    </div>
  );
}

/** What is asked for, what is sent, and the name under which typed words are kept. */
function describe(about: About) {
  if ('product' in about) {
    const { product, store } = about;
    return {
      asked: { product: product.sku, store: store?.code },
      target: { product_id: product.id, store_id: store?.id ?? null },
      keptAs: `${product.sku} ${store?.code ?? ''}`,
      product: about,
    };
  }
  const target = 'order' in about ? { order_id: about.order } : { transfer_id: about.transfer };
  const keptAs = 'order' in about ? `order ${about.order}` : `transfer ${about.transfer}`;
  return { asked: target, target, keptAs, product: null };
}

function Said({
  comment,
  isOfProduct,
  onRemove,
}: {
  comment: Comment;
  isOfProduct: boolean;
  onRemove: (() => void) | undefined;
}) {
  const text = useText(commentWords);
  const format = useFormat();
  const name = comment.by?.name ?? text('gone');
  return (
    <li className="group flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <p className="text-sm text-ink-faint">
          <span className="font-medium text-ink-soft">{name}</span>
          {' · '}
          <time dateTime={comment.created_at} title={format.moment(comment.created_at)}>
            {format.ago(comment.created_at)}
          </time>
          {isOfProduct && ` · ${comment.store ?? text('everywhere')}`}
        </p>
        <p className="break-words">{comment.text}</p>
      </div>
      {onRemove && (
        <Button look="quiet" size="icon" aria-label={text('remove', { name })} onClick={onRemove}>
          <Trash2 aria-hidden />
        </Button>
      )}
    </li>
  );
}
