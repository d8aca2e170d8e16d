import { wordField, wordProblem } from '../text/problem-words';
import type { Problem, WrongField } from './generated';

/** What went wrong, in words for the person who asked. */
export interface ShownProblem {
  /** The answer's status; 0 where none came. */
  status: number;
  code: string;
  detail: string;
  fix: string;
  fields: WrongField[];
  requestId: string | null;
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'detail' in error && 'status' in error;
}

/** Whatever a call threw, as a problem in the chosen language, or that the service couldn't be reached. */
export function problemOf(error: unknown): ShownProblem {
  if (isProblem(error)) {
    return {
      status: error.status,
      code: error.code,
      ...wordProblem(error),
      fields: (error.errors ?? []).map(wordField),
      requestId: error.request_id ?? null,
    };
  }
  if (error instanceof TypeError) {
    return { status: 0, code: 'unreachable', detail: '', fix: '', fields: [], requestId: null };
  }
  return { status: 0, code: 'unexpected', detail: String(error), fix: '', fields: [], requestId: null };
}
