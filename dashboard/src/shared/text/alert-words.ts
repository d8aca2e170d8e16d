import type { Alert } from '../api/generated';
import { useFormat } from '../format/use-format';
import { defineText, useText } from './define-text';
import { wordReason } from './problem-words';

const words = defineText(
  'alerts',
  {
    error:
      '{{subject}} has been wrong by {{value}} of sales lately; above {{limit}} is more than when it was trained.',
    tooMuch: '{{subject}} has forecast {{value}} too much in all lately.',
    tooLittle: '{{subject}} has forecast {{value}} too little in all lately.',
    coverage: '{{subject}}: 80% ranges have held {{value}} of actuals lately.',
    stale_forecast_one:
      'Another forecast of {{subject}} was due {{value}} hour ago. Look at the jobs, and whether a worker runs.',
    stale_forecast_other:
      'Another forecast of {{subject}} was due {{value}} hours ago. Look at the jobs, and whether a worker runs.',
    dead_letters_one: '{{value}} message about sales couldn’t be used.',
    dead_letters_other: '{{value}} messages about sales couldn’t be used.',
    live_stalled:
      'Events have waited for {{value}} seconds: the live feed stands still. Is the process “live path” up?',
    live_unsent: 'Events have waited for {{value}} seconds to go to Kafka.',
    live_loop_down: 'No process runs the loop “{{subject}}”. Is the process “live path” up?',
    live_behind: 'The loop “{{subject}}” is {{value}} events or messages behind.',
    live_loop_failing: 'The loop “{{subject}}” can’t go on, for {{value}} seconds: {{why}}',
    above_total: 'All sales were {{change}} above the year before in the four weeks to {{last}}.',
    below_total: 'All sales were {{change}} below the year before in the four weeks to {{last}}.',
    above_store:
      'Sales of store {{name}} were {{change}} above the year before in the four weeks to {{last}}.',
    below_store:
      'Sales of store {{name}} were {{change}} below the year before in the four weeks to {{last}}.',
    above_category:
      'Sales of category {{name}} were {{change}} above the year before in the four weeks to {{last}}.',
    below_category:
      'Sales of category {{name}} were {{change}} below the year before in the four weeks to {{last}}.',
    mix_store:
      'Sales moved between stores in the four weeks to {{last}}: {{name}} went from {{before}} to {{now}}. Train again if it stays so.',
    mix_category:
      'Sales moved between categories in the four weeks to {{last}}: {{name}} went from {{before}} to {{now}}. Train again if it stays so.',
  },
  {
    error:
      '{{subject}} lag zuletzt um {{value}} der Verkäufe daneben; über {{limit}} ist mehr als beim Training.',
    tooMuch: '{{subject}} hat zuletzt insgesamt {{value}} zu viel vorhergesagt.',
    tooLittle: '{{subject}} hat zuletzt insgesamt {{value}} zu wenig vorhergesagt.',
    coverage: '{{subject}}: Die Spannen für 80 % hielten zuletzt {{value}} dessen, was kam.',
    stale_forecast_one:
      'Eine neue Vorhersage von {{subject}} war vor {{value}} Stunde fällig. Was sagen die Aufträge, läuft ein Arbeiter?',
    stale_forecast_other:
      'Eine neue Vorhersage von {{subject}} war vor {{value}} Stunden fällig. Was sagen die Aufträge, läuft ein Arbeiter?',
    dead_letters_one: '{{value}} Nachricht über Verkäufe ließ sich nicht verwenden.',
    dead_letters_other: '{{value}} Nachrichten über Verkäufe ließen sich nicht verwenden.',
    live_stalled:
      'Ereignisse warten seit {{value}} Sekunden: Die laufenden Zahlen stehen. Läuft der Prozess „live path“?',
    live_unsent: 'Ereignisse warten seit {{value}} Sekunden auf Kafka.',
    live_loop_down: 'Kein Prozess führt die Schleife „{{subject}}“ aus. Läuft der Prozess „live path“?',
    live_behind: 'Die Schleife „{{subject}}“ ist {{value}} Ereignisse oder Nachrichten im Rückstand.',
    live_loop_failing: 'Die Schleife „{{subject}}“ kommt seit {{value}} Sekunden nicht weiter: {{why}}',
    above_total: 'Alle Verkäufe lagen in den vier Wochen bis {{last}} {{change}} über dem Jahr davor.',
    below_total: 'Alle Verkäufe lagen in den vier Wochen bis {{last}} {{change}} unter dem Jahr davor.',
    above_store:
      'Die Verkäufe der Filiale {{name}} lagen in den vier Wochen bis {{last}} {{change}} über dem Jahr davor.',
    below_store:
      'Die Verkäufe der Filiale {{name}} lagen in den vier Wochen bis {{last}} {{change}} unter dem Jahr davor.',
    above_category:
      'Die Verkäufe der Kategorie {{name}} lagen in den vier Wochen bis {{last}} {{change}} über dem Jahr davor.',
    below_category:
      'Die Verkäufe der Kategorie {{name}} lagen in den vier Wochen bis {{last}} {{change}} unter dem Jahr davor.',
    mix_store:
      'In den vier Wochen bis {{last}} verschoben sich Verkäufe zwischen Filialen: {{name}} ging von {{before}} auf {{now}}. Bleibt es so, trainieren Sie neu.',
    mix_category:
      'In den vier Wochen bis {{last}} verschoben sich Verkäufe zwischen Kategorien: {{name}} ging von {{before}} auf {{now}}. Bleibt es so, trainieren Sie neu.',
  },
);

const PARTS = ['total', 'store', 'category'] as const;

/** What finds an alert's sentence: from its kind and figures, or as the service tells it. */
export function useAlertText(): (alert: Alert) => string {
  const text = useText(words);
  const format = useFormat();
  return (alert) => {
    const { kind, subject, value, threshold, message } = alert;
    if (value === null) return message;
    const told = alert.arguments ?? {};
    const by = PARTS.find((part) => part === told.by);
    const inWords = () => ({ name: String(told.name), last: format.date(String(told.last)) });
    switch (kind) {
      case 'input_level': {
        if (!by) return message;
        const change = Number(told.change);
        return text(`${change > 0 ? 'above' : 'below'}_${by}`, {
          ...inWords(),
          change: format.percent(Math.abs(change)),
        });
      }
      case 'input_mix':
        if (by !== 'store' && by !== 'category') return message;
        return text(`mix_${by}`, {
          ...inWords(),
          before: format.percent(Number(told.before)),
          now: format.percent(Number(told.now)),
        });
      case 'live_loop_failing': {
        if (!alert.reason) return message;
        const why = wordReason(alert.reason, told, { detail: message, fix: '' });
        return why.detail === message
          ? message
          : text(kind, { subject, value: format.count(value), why: why.detail });
      }
      case 'error':
        return text(kind, { subject, value: format.percent(value), limit: format.percent(threshold) });
      case 'bias':
        return text(value > 0 ? 'tooMuch' : 'tooLittle', { subject, value: format.percent(Math.abs(value)) });
      case 'coverage':
        return text(kind, { subject, value: format.percent(value) });
      case 'dead_letters':
        return text(kind, { count: value, value: format.count(value) });
      case 'stale_forecast':
        return text(kind, { subject, count: Math.round(value), value: format.count(value) });
      case 'live_stalled':
      case 'live_unsent':
      case 'live_loop_down':
      case 'live_behind':
        return text(kind, { subject, value: format.count(value) });
      default:
        return message;
    }
  };
}
