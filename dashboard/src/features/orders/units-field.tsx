import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Field } from '@/shared/ui/field';
import { linesWords } from './lines-words';
import { writeUnits } from './write-units';

/** A field for a line's units; it says where they are no number or no whole packs. */
export function UnitsField({
  label,
  typed,
  units,
  packSize = 1,
  canBeEmpty = false,
  onType,
}: {
  label: string;
  /** What was typed; the units stand there where nothing was. */
  typed: string | undefined;
  units: number;
  packSize?: number;
  canBeEmpty?: boolean;
  onType: (value: string) => void;
}) {
  const text = useText(linesWords);
  const { locale } = useFormat();
  const value = typed ?? writeUnits(units, locale);
  const read = typedNumber(value, locale);
  const isWrong = read === null ? !canBeEmpty : !(read >= 0);
  const isBroken = !isWrong && packSize > 1 && (read ?? 0) % packSize > 1e-9;
  return (
    <div className="ml-auto w-24">
      <Field
        hideLabel
        label={label}
        inputMode="decimal"
        value={value}
        autoComplete="off"
        onChange={(event) => onType(event.target.value)}
        error={isWrong ? text('wrong') : undefined}
      />
      {isBroken && (
        <span className="mt-0.5 block text-xs text-warn">{text('notPacks', { count: packSize })}</span>
      )}
    </div>
  );
}
