import { defineText } from '@/shared/text/define-text';

/** What a chart, its pointer and its table call a day on which nobody sells. */
export const closedWords = defineText('charts-closed', { closed: 'closed' }, { closed: 'geschlossen' });
