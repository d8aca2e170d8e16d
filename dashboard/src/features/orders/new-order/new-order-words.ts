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
    products: 'Products',
    product: 'Product',
    find: 'Name or sku',
    units: 'Units',
    takeOut: 'Take product {{place}} out',
    another: 'Add a product',
    note: 'Note',
    after:
      'Packs, costs and the day of delivery come from the supplier’s terms. The order then waits to be approved.',
    cancel: 'Cancel',
    make: 'Make the order',
  },
  {
    title: 'Neue Bestellung',
    supplier: 'Lieferant',
    noSupplier: 'Noch nicht bekannt',
    store: 'Geht an',
    warehouse: 'Kein Laden (Lager)',
    chooseStore: 'Laden wählen',
    products: 'Produkte',
    product: 'Produkt',
    find: 'Name oder Artikelnummer',
    units: 'Stück',
    takeOut: 'Produkt {{place}} herausnehmen',
    another: 'Produkt hinzufügen',
    note: 'Notiz',
    after:
      'Packungen, Kosten und Liefertag kommen aus den Bedingungen des Lieferanten. Danach wartet die Bestellung auf Freigabe.',
    cancel: 'Abbrechen',
    make: 'Bestellung anlegen',
  },
);
