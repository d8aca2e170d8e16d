import type { LineGiven } from '@/shared/api/generated';

interface Step<Given extends unknown[] = []> {
  /** Whether it is the turn of this step, and of who looks at it. */
  can: boolean;
  call: (...given: Given) => Promise<unknown>;
  /** What is told once it is done. */
  done: string;
}

/** What can be done with an order or a transfer, from the proposal to the shelf; null lines are all of them. */
export interface Steps {
  keep: Step<[changed: LineGiven[]]>;
  approve: Step;
  send: Step<[changed: LineGiven[] | null]>;
  receive: Step<[came: LineGiven[] | null, note: string | null]>;
  close: Step;
  cancel: Step<[reason: string]>;
}

/** The words in which orders and transfers differ. */
export interface StepWords {
  send: string;
  cancel: string;
  note: string;
  meanwhile: string;
}
