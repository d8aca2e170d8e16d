import { defineText } from '@/shared/text/define-text';

export const newLinesWords = defineText(
  'new-lines',
  {
    products: 'Products',
    product: 'Product',
    find: 'Name or sku',
    units: 'Units',
    takeOut: 'Take product {{place}} out',
    another: 'Add a product',
    note: 'Note',
    cancel: 'Cancel',
  },
  {
    products: 'Produkte',
    product: 'Produkt',
    find: 'Name oder Artikelnummer',
    units: 'Stück',
    takeOut: 'Produkt {{place}} herausnehmen',
    another: 'Produkt hinzufügen',
    note: 'Notiz',
    cancel: 'Abbrechen',
  },
);
