import {
  CalendarDays,
  ChartNoAxesCombined,
  CircleGauge,
  Compass,
  FileUp,
  type LucideIcon,
  Package,
  Radio,
  Rows3,
  ShieldCheck,
  ShoppingCart,
  Sparkles,
  Target,
  Trophy,
  Truck,
  Waves,
} from 'lucide-react';
import type { Permission } from '@/shared/api/generated';
import { defineText } from '@/shared/text/define-text';

export const navigationWords = defineText(
  'navigation',
  {
    decide: 'Decide',
    look: 'Look',
    data: 'Data',
    run: 'Run',
    today: 'Today',
    products: 'Products',
    orders: 'Orders',
    suppliers: 'Suppliers',
    accuracy: 'Accuracy',
    live: 'Live',
    topics: 'Topics',
    import: 'Import',
    sales: 'Sales',
    calendar: 'Calendar',
    models: 'Models',
    predictMonth: 'Predict a month',
    drivers: 'Drivers',
    jobs: 'Jobs',
    admin: 'Admin',
  },
  {
    decide: 'Entscheiden',
    look: 'Ansehen',
    data: 'Daten',
    run: 'Betrieb',
    today: 'Heute',
    products: 'Produkte',
    orders: 'Bestellungen',
    suppliers: 'Lieferanten',
    accuracy: 'Genauigkeit',
    live: 'Live',
    topics: 'Topics',
    import: 'Import',
    sales: 'Verkäufe',
    calendar: 'Kalender',
    models: 'Modelle',
    predictMonth: 'Monat vorhersagen',
    drivers: 'Treiber',
    jobs: 'Aufträge',
    admin: 'Verwaltung',
  },
);

/** A screen in the navigation, for those who may see it. */
export interface Destination {
  to: string;
  label: keyof typeof navigationWords.en;
  icon: LucideIcon;
  needs: Permission;
  /** Whether it has something to show to everybody else, too, or says itself whom it is for. */
  isForAll?: true;
}

/** The screens in the order of a planner's day. */
export const NAVIGATION: { label: Destination['label']; items: Destination[] }[] = [
  {
    label: 'decide',
    items: [
      { to: '/', label: 'today', icon: CircleGauge, needs: 'read_forecasts' },
      { to: '/products', label: 'products', icon: Package, needs: 'read_forecasts' },
      { to: '/orders', label: 'orders', icon: ShoppingCart, needs: 'read_stock' },
      { to: '/suppliers', label: 'suppliers', icon: Truck, needs: 'read_catalog' },
      { to: '/accuracy', label: 'accuracy', icon: Target, needs: 'read_forecasts' },
    ],
  },
  {
    label: 'look',
    items: [
      { to: '/live', label: 'live', icon: Radio, needs: 'read_sales' },
      { to: '/data/sales', label: 'sales', icon: ChartNoAxesCombined, needs: 'read_sales' },
      { to: '/data/calendar', label: 'calendar', icon: CalendarDays, needs: 'read_catalog' },
      { to: '/predict-month', label: 'predictMonth', icon: Sparkles, needs: 'predict' },
      { to: '/drivers', label: 'drivers', icon: Compass, needs: 'read_drivers' },
    ],
  },
  {
    label: 'run',
    items: [
      { to: '/data/import', label: 'import', icon: FileUp, needs: 'import_sales', isForAll: true },
      { to: '/models', label: 'models', icon: Trophy, needs: 'read_models' },
      { to: '/jobs', label: 'jobs', icon: Rows3, needs: 'read_jobs' },
      { to: '/topics', label: 'topics', icon: Waves, needs: 'read_topics' },
      { to: '/admin', label: 'admin', icon: ShieldCheck, needs: 'manage_users', isForAll: true },
    ],
  },
];

/** The screen that an address leads to; none where it isn't in the navigation. */
export function destinationOf(path: string): Destination | undefined {
  const screens = NAVIGATION.flatMap(({ items }) => items);
  return screens.find(({ to }) => path === to || (to !== '/' && path.startsWith(`${to}/`)));
}
