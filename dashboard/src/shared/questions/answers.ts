import type { ImportQuestion } from '@/shared/api/generated';

type Answers = Record<string, string>;

/** Options of a file that may hold answers; a list of them comes from before questions had names. */
interface Answering {
  answers?: Answers | string[];
}

/** What a file is seen as: what it leaves open, what was answered, and answers that it doesn't ask for. */
interface Asking {
  questions?: ImportQuestion[];
  answered?: ImportQuestion[];
  unasked?: string[];
}

/** The options, their answers by the names of the questions. */
export function namedAnswers<T extends Answering>(options: T, preview: Asking): T & { answers?: Answers } {
  const { answers, ...others } = options;
  if (answers === undefined) return options as T & { answers?: Answers };
  const named = Array.isArray(answers)
    ? Object.fromEntries((preview.answered ?? []).map(({ name, answer }) => [name ?? '', answer ?? '']))
    : answers;
  return { ...others, answers: named } as T & { answers?: Answers };
}

/** Answer a question of the preview; what was answered to others stays. */
export function withAnswer<T extends Answering>(options: T, question: ImportQuestion, answer: string): T {
  // A file that an earlier version looked at has questions without names: this answers the first, and asks anew.
  if (!question.name) return { ...options, answers: [answer] };
  return { ...options, answers: { ...answersOf(options), [question.name]: answer } };
}

/** Take an answer back: the question is asked again. */
export function withoutAnswer<T extends Answering>(options: T, name: string): T {
  const { [name]: _old, ...others } = answersOf(options);
  return { ...options, answers: others };
}

/**
 * The options without answers that aren't asked for any more, as what was said since settles them; nothing
 * where all are.
 */
export function withoutUnasked<T extends Answering>(options: T, preview: Asking): T | undefined {
  const unasked = preview.unasked ?? [];
  return unasked.length === 0 ? undefined : unasked.reduce(withoutAnswer, options);
}

/** What was answered: each with its question's text, where the file asks it. */
export function listAnswers(options: Answering, preview: Asking) {
  const texts = new Map((preview.answered ?? []).map(({ name, text }) => [name, text]));
  return Object.entries(answersOf(options)).map(([name, answer]) => ({
    name,
    answer,
    text: texts.get(name),
  }));
}

function answersOf({ answers }: Answering): Answers {
  return answers === undefined || Array.isArray(answers) ? {} : answers;
}
