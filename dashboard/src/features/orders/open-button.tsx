import type { ReactNode } from 'react';

/** What a row of a list opens, by its name and its number: for the keyboard what a click on the row is. */
export function OpenButton({
  name,
  detail,
  onOpen,
}: {
  name: ReactNode;
  detail: ReactNode;
  onOpen: () => void;
}) {
  return (
    <button
      type="button"
      className="text-left font-medium hover:underline"
      onClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
    >
      {name}
      <span className="block text-sm font-normal text-ink-faint">{detail}</span>
    </button>
  );
}
