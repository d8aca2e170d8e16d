import { defineText } from '@/shared/text/define-text';

export const settingsWords = defineText(
  'settings',
  {
    title: 'Settings',
    hint: 'As the service was started with them, those that were changed first. Whoever runs it changes them in its file of settings or its environment, and starts it again; secrets aren’t shown.',
    find: 'Find a setting',
    none: 'No setting is called so.',
    name: 'Setting',
    value: 'Value',
    changed: 'by default {{default}}',
    meaning: 'What for',
  },
  {
    title: 'Einstellungen',
    hint: 'Wie der Dienst mit ihnen gestartet wurde, geänderte zuerst. Wer ihn betreibt, ändert sie in seiner Datei oder Umgebung und startet ihn neu; Geheimes wird nicht gezeigt.',
    find: 'Einstellung suchen',
    none: 'Keine Einstellung heißt so.',
    name: 'Einstellung',
    value: 'Wert',
    changed: 'voreingestellt {{default}}',
    meaning: 'Wozu',
  },
);
