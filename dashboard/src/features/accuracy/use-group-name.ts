import type { OverrideValue, ValueGroup } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useReason } from '@/shared/text/change-reasons';
import { useText } from '@/shared/text/define-text';
import { valueWords } from './value-words';

export type ChangesBy = 'person' | 'lag' | 'direction' | 'size' | 'reason';

/** What finds the name of a group of changes, in the chosen language. */
export function useGroupName(): (by: OverrideValue['by'], group: ValueGroup) => string {
  const text = useText(valueWords);
  const reason = useReason();
  const format = useFormat();
  const share = (percent: string) => format.percent(Number(percent) / 100);
  return (by, group) => {
    if (by === 'person') return group.name || text('gone');
    if (by === 'reason') return reason(group.key);
    if (by === 'direction')
      return group.key === 'up' || group.key === 'down' || group.key === 'same' ? text(group.key) : group.key;
    const [from, to] = group.key.match(/\d+/g) ?? [];
    if (from === undefined) return group.key;
    const isDays = by === 'lag';
    if (to !== undefined)
      return isDays ? text('days', { from, to }) : text('sizeBetween', { from: share(from), to: share(to) });
    if (isDays) return text('daysOver', { from });
    return group.key.startsWith('under')
      ? text('sizeUnder', { to: share(from) })
      : text('sizeOver', { from: share(from) });
  };
}
