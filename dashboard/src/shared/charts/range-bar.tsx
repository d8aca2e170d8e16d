/** How far something has come on its way to what is expected of it, with the range of where it will end. */
export function RangeBar({
  value,
  mean,
  lower,
  upper,
  max,
}: {
  value: number;
  mean: number | null;
  lower: number | null;
  upper: number | null;
  /** What the whole width stands for; the same for bars that are compared. */
  max: number;
}) {
  const at = (amount: number) => `${Math.min(100, (100 * Math.max(0, amount)) / Math.max(max, 1e-9))}%`;
  return (
    <div aria-hidden="true" className="relative h-3 w-full min-w-24 rounded-sm bg-sunken">
      {lower !== null && upper !== null && (
        <div
          className="absolute inset-y-0 rounded-sm bg-forecast opacity-25"
          style={{ left: at(lower), width: `calc(${at(upper)} - ${at(lower)})` }}
        />
      )}
      <div className="absolute inset-y-[3px] left-0 rounded-sm bg-actual" style={{ width: at(value) }} />
      {mean !== null && (
        <div className="absolute -inset-y-0.5 w-0.5 bg-forecast" style={{ left: at(mean) }} />
      )}
    </div>
  );
}
