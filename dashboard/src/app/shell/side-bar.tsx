import { Link } from '@tanstack/react-router';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { Logo } from '@/shared/ui/logo';
import { NAVIGATION, navigationWords } from './navigation';

/** The screens that the caller may see. */
export function SideBar() {
  const text = useText(navigationWords);
  const may = useMay();
  return (
    <nav aria-label="Foresale" className="flex flex-col gap-5 p-3">
      <Link to="/" className="flex items-center gap-2 px-2 pt-1 text-lg font-semibold tracking-tight">
        <Logo />
        Foresale
      </Link>
      {NAVIGATION.map((group) => {
        const items = group.items.filter((item) => may(item.needs));
        return items.length === 0 ? null : (
          <div key={group.label}>
            <h2 className="px-2 pb-1 text-xs font-medium text-ink-faint">{text(group.label)}</h2>
            <ul className="flex flex-col gap-0.5">
              {items.map(({ to, label, icon: Icon }) => (
                <li key={to}>
                  <Link
                    to={to}
                    activeOptions={{ exact: to === '/' }}
                    className="flex items-center gap-2.5 rounded-md px-2 py-1.5"
                    activeProps={{ className: classes('bg-accent-soft font-medium text-accent') }}
                    inactiveProps={{ className: 'text-ink-soft hover:bg-sunken hover:text-ink' }}
                  >
                    <Icon aria-hidden className="size-4 shrink-0" />
                    {text(label)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
