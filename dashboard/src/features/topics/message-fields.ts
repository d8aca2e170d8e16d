import type { TopicMessage } from '@/shared/api/generated';

const MOST_FIELDS = 12;

/** A message's fields, those inside others named by points: `data.product`. */
export function fieldsOf(value: unknown, before = ''): [string, string][] {
  if (typeof value !== 'object' || value === null)
    return [[before || 'value', value === null ? '' : String(value)]];
  if (Array.isArray(value)) return [[before || 'value', JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, inner]) =>
    fieldsOf(inner, before ? `${before}.${name}` : name),
  );
}

/** The fields that most messages have, in the order in which they stand there. */
export function commonFields(messages: TopicMessage[]): string[] {
  const counts = new Map<string, number>();
  for (const message of messages) {
    for (const [name] of fieldsOf(message.value)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const least = messages.length / 4;
  return [...counts]
    .filter(([, count]) => count >= least)
    .map(([name]) => name)
    .slice(0, MOST_FIELDS);
}
