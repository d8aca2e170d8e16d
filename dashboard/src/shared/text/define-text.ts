import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { i18next } from './i18n';

type Catalogue = Record<string, string>;
/** `days_one` and `days_other` are asked for as `days`, with `{ count }`. */
type KeyOf<T> = {
  [K in keyof T & string]: K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
}[keyof T & string];
type Values = Record<string, string | number>;

/** The words of one part of the pages, in all languages. */
export interface Words<T> {
  name: string;
  en: T;
}

/** Finds a text by its key; `{{name}}` in it is filled from the values. */
export type Say<T> = (key: KeyOf<T>, values?: Values) => string;

/**
 * Write down the words of one part of the pages; the compiler finds one that misses in a language.
 *
 * @param name The part's, unique.
 * @param en The texts in English.
 * @param de The same in German.
 */
export function defineText<const T extends Catalogue>(
  name: string,
  en: T,
  de: { [K in keyof T]: string },
): Words<T> {
  i18next.addResourceBundle('en', name, en, true, true);
  i18next.addResourceBundle('de', name, de, true, true);
  return { name, en };
}

/** What finds a text of some words in the chosen language. */
export function useText<T extends Catalogue>(words: Words<T>): Say<T> {
  const { t } = useTranslation(words.name);
  return useCallback(
    (key, values) => (t as (key: string, values: Values) => string)(key, { ...values }),
    [t],
  );
}
