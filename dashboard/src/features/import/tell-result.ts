import type { ImportResult } from '@/shared/api/generated';
import type { Format } from '@/shared/format/format';
import { defineText, type Say } from '@/shared/text/define-text';

export const resultWords = defineText(
  'import-result',
  {
    none: 'Nothing changed: no new sale',
    new_one: '{{shown}} sale added',
    new_other: '{{shown}} sales added',
    known: '{{shown}} known already',
    conflicting: '{{shown}} say something else than what is stored under their number, which stays',
    rejected_one: '{{shown}} row set aside',
    rejected_other: '{{shown}} rows set aside',
    out_of_use: '{{shown}} are of products or stores out of use, which aren’t forecast',
    products_one: '{{shown}} new product',
    products_other: '{{shown}} new products',
    stores_one: '{{shown}} new store',
    stores_other: '{{shown}} new stores',
    removed_one: 'Undone: {{shown}} sale removed again; its products and stores stay',
    removed_other: 'Undone: {{shown}} sales removed again; their products and stores stay',
  },
  {
    none: 'Nichts geändert: kein neuer Verkauf',
    new_one: '{{shown}} Verkauf hinzugefügt',
    new_other: '{{shown}} Verkäufe hinzugefügt',
    known: '{{shown}} schon bekannt',
    conflicting: '{{shown}} sagen anderes, als unter ihrer Nummer gespeichert ist und bleibt',
    rejected_one: '{{shown}} Zeile beiseitegelegt',
    rejected_other: '{{shown}} Zeilen beiseitegelegt',
    out_of_use: '{{shown}} sind von Produkten oder Läden außer Gebrauch, die nicht vorhergesagt werden',
    products_one: '{{shown}} neues Produkt',
    products_other: '{{shown}} neue Produkte',
    stores_one: '{{shown}} neuer Laden',
    stores_other: '{{shown}} neue Läden',
    removed_one: 'Zurückgenommen: {{shown}} Verkauf entfernt; Produkte und Läden bleiben',
    removed_other: 'Zurückgenommen: {{shown}} Verkäufe entfernt; Produkte und Läden bleiben',
  },
);

const PARTS = ['known', 'conflicting', 'rejected', 'out_of_use', 'products', 'stores'] as const;

/** What an import did, in a sentence of the chosen language. */
export function tellResult(
  result: ImportResult,
  isUndone: boolean,
  text: Say<typeof resultWords.en>,
  format: Format,
): string {
  const told = (key: (typeof PARTS)[number] | 'new' | 'removed', count: number) =>
    text(key, { count, shown: format.count(count) });
  if (isUndone) return `${told('removed', result.removed ?? 0)}.`;
  const parts = [result.new > 0 ? told('new', result.new) : text('none')];
  for (const part of PARTS) {
    const count = result[part] ?? 0;
    if (count > 0) parts.push(told(part, count));
  }
  return `${parts.join('; ')}.`;
}
