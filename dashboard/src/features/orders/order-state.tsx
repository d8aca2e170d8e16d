import type { Order } from '@/shared/api/generated';
import { useText } from '@/shared/text/define-text';
import { Badge, type Tone } from '@/shared/ui/badge';
import { ordersWords } from './words';

const TONES: Record<Order['state'], Tone> = {
  proposed: 'accent',
  changed: 'accent',
  approved: 'warn',
  sent: 'neutral',
  partly_received: 'warn',
  received: 'good',
  closed: 'neutral',
  cancelled: 'neutral',
};

/** Where an order stands, in a word. */
export function OrderState({ state }: { state: Order['state'] }) {
  const text = useText(ordersWords);
  return <Badge tone={TONES[state]}>{text(state)}</Badge>;
}
