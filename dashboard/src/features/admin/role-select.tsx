import type { Role } from '@/shared/api/generated';
import { useText } from '@/shared/text/define-text';
import { Select } from '@/shared/ui/select';
import { ROLES, words } from './words';

const MAY = { viewer: 'viewerMay', planner: 'plannerMay', analyst: 'analystMay', admin: 'adminMay' } as const;

/** A role, and what it may do. */
export function RoleSelect({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const text = useText(words);
  return (
    <div className="flex flex-col gap-1">
      <Select
        label={text('role')}
        value={value}
        options={ROLES.map((role) => ({ value: role, label: text(role) }))}
        onChange={onChange}
      />
      <p className="text-sm text-ink-faint">{text(MAY[value])}</p>
    </div>
  );
}
