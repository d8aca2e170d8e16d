import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import { useId } from 'react';
import { useFormat } from '@/shared/format/use-format';
import { WEEK, weekdayName } from './weekdays';

/** Some days of the week; none chosen leaves it to whoever else says. */
export function WeekdayPicker({
  label,
  none,
  value,
  onChange,
}: {
  label: string;
  /** What no choice means. */
  none: string;
  value: number[] | null;
  onChange: (days: number[] | null) => void;
}) {
  const format = useFormat();
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <span id={id} className="text-sm font-medium text-ink-soft">
        {label} {value === null && <span className="font-normal text-ink-faint">({none})</span>}
      </span>
      <ToggleGroup
        multiple
        aria-labelledby={id}
        value={(value ?? []).map(String)}
        onValueChange={(chosen) => {
          const days = chosen.map(Number).sort((one, other) => one - other);
          onChange(days.length > 0 ? days : null);
        }}
        className="inline-flex flex-wrap gap-1"
      >
        {WEEK.map((day) => (
          <Toggle
            key={day}
            value={String(day)}
            className="h-8 min-w-10 rounded-md border border-line-strong px-2 text-sm text-ink-soft hover:bg-sunken data-pressed:border-accent data-pressed:bg-accent-soft data-pressed:font-medium data-pressed:text-accent"
          >
            {weekdayName(day, format.locale)}
          </Toggle>
        ))}
      </ToggleGroup>
    </div>
  );
}
