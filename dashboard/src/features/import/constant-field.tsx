import { useEffect, useState } from 'react';
import { Field } from '@/shared/ui/field';

/** A value for all rows; it counts when the field is left or Enter is pressed. */
export function ConstantField({
  label,
  value,
  isBusy,
  onChange,
}: {
  label: string;
  value: string;
  isBusy: boolean;
  onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const keep = () => {
    if (typed.trim() !== value) onChange(typed.trim());
  };
  return (
    <Field
      label={label}
      className="w-52"
      maxLength={100}
      value={typed}
      disabled={isBusy}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
      }}
    />
  );
}
