import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { useId } from 'react';
import { classes } from './classes';

/** One choice of a few, with its label. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  hideLabel = false,
  className,
}: {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
  hideLabel?: boolean;
  className?: string;
}) {
  const id = useId();
  return (
    <div className={classes('flex flex-col gap-1', className)}>
      <span id={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium text-ink-soft'}>
        {label}
      </span>
      <Base.Root items={options} value={value} onValueChange={(next) => next !== null && onChange(next as T)}>
        <Base.Trigger
          aria-labelledby={id}
          className="flex h-9 items-center justify-between gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-left whitespace-nowrap hover:bg-sunken"
        >
          <Base.Value />
          <ChevronsUpDown aria-hidden className="size-3.5 text-ink-faint" />
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
            <Base.Popup className="max-h-80 min-w-[var(--anchor-width)] overflow-y-auto rounded-md border border-line bg-raised py-1 shadow-lg outline-none">
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  className="flex items-center gap-2 px-2.5 py-1.5 data-highlighted:bg-accent-soft"
                >
                  <span className="flex w-4 justify-center">
                    <Base.ItemIndicator>
                      <Check aria-hidden className="size-3.5" />
                    </Base.ItemIndicator>
                  </span>
                  <Base.ItemText>{option.label}</Base.ItemText>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
