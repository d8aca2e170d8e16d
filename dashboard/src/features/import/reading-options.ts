import type { Import, ImportOptionsGiven, ImportQuestion, ImportReading } from '@/shared/api/generated';
import { namedAnswers } from '@/shared/questions/answers';

/** What the file's owner said about it so far, to be said again with what is new. */
export function optionsOf(given: Import): ImportOptionsGiven {
  return namedAnswers(given.options as ImportOptionsGiven, given.preview);
}

/** The reading that an answer stands for: the one that is called like it, or the one at its place. */
export function readingOf(question: ImportQuestion, answer: string): ImportReading | undefined {
  const readings = question.readings ?? [];
  const named = readings.find((reading) => reading.meaning === answer);
  if (named) return named;
  return readings.length >= question.answers.length ? readings[question.answers.indexOf(answer)] : undefined;
}

/**
 * Say what a column of the file is.
 *
 * @param field What it is; null for nothing that counts.
 * @param mapping Each field's column as it is read now.
 */
export function withColumn(
  options: ImportOptionsGiven,
  column: string,
  field: string | null,
  mapping: Record<string, string>,
): ImportOptionsGiven {
  const columns = Object.fromEntries(
    Object.entries(options.columns ?? {}).filter(([, named]) => named !== column),
  );
  const before = Object.entries(mapping).find(([, named]) => named === column)?.[0];
  if (before !== undefined && before !== field) columns[before] = null;
  if (field === null) return { ...options, columns };
  const constants = Object.fromEntries(
    Object.entries(options.constants ?? {}).filter(([name]) => name !== field),
  );
  return { ...options, columns: { ...columns, [field]: column }, constants };
}

/** Say what all rows have of a field without a column; an empty value takes it back. */
export function withConstant(options: ImportOptionsGiven, field: string, value: string): ImportOptionsGiven {
  const { [field]: _old, ...constants } = options.constants ?? {};
  return { ...options, constants: value === '' ? constants : { ...constants, [field]: value } };
}
