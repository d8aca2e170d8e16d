import type { Order } from '@/shared/api/generated';

/** Where an order, or a transfer between stores, stands. */
export type Stage = Order['state'];

/** Whether it still waits to be approved, so that its units can be changed. */
export function isOpen(stage: Stage): boolean {
  return stage === 'proposed' || stage === 'changed';
}

/** Whether it was sent and something is still to come. */
export function isOnItsWay(stage: Stage): boolean {
  return stage === 'sent' || stage === 'partly_received';
}
