import { defineText } from '@/shared/text/define-text';

export const questionWords = defineText(
  'questions',
  {
    answered: 'Your answers',
    askAgain: 'Ask again: {{question}}',
  },
  {
    answered: 'Ihre Antworten',
    askAgain: 'Neu fragen: {{question}}',
  },
);
