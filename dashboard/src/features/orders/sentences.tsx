/** Reasons, one sentence after the other. */
export function Sentences({ told }: { told: string[] }) {
  return (
    <ul className="flex max-w-2xl list-disc flex-col gap-1 pl-5 text-sm text-ink-soft">
      {told.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
