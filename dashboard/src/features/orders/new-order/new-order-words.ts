import { defineText } from '@/shared/text/define-text';

export const newOrderWords = defineText(
  'new-order',
  {
    title: 'New order',
    supplier: 'Supplier',
    noSupplier: 'Not known yet',
    store: 'Goes to',
    warehouse: 'No store (warehouse)',
    chooseStore: 'Choose a store',
    after:
      'Packs, costs and the day of delivery come from the supplier’s terms. The order then waits to be approved.',
    make: 'Make the order',
  },
  {
    title: 'Neue Bestellung',
    supplier: 'Lieferant',
    noSupplier: 'Noch nicht bekannt',
    store: 'Geht an',
    warehouse: 'Kein Laden (Lager)',
    chooseStore: 'Laden wählen',
    after:
      'Packungen, Kosten und Liefertag kommen aus den Bedingungen des Lieferanten. Danach wartet die Bestellung auf Freigabe.',
    make: 'Bestellung anlegen',
  },
);
