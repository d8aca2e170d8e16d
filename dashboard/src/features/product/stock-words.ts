import { defineText } from '@/shared/text/define-text';

export const stockWords = defineText(
  'product-stock',
  {
    title: 'Stock ahead',
    hint: 'What is left each evening, from stock, what is on its way and the forecast; without new orders.',
    left: 'Left in stock, on average',
    range: 'In eight of ten cases',
    arrives: 'Arrives',
    runsOut: '{{stock}} units in stock: it runs out on {{day}}.',
    mayRunOut: '{{stock}} units in stock: on {{day}} it runs out in {{chance}} of cases.',
    lasts: '{{stock}} units in stock: it lasts for {{days}} days.',
    onItsWay: '{{units}} units arrive on {{day}}.',
    nothing: 'Nothing is on its way.',
    next: 'The next order can be placed on {{order}} and arrives on {{arrives}}; the one after it on {{following}}.',
    order: 'To its orders',
  },
  {
    title: 'Bestand voraus',
    hint: 'Was abends übrig ist, aus Bestand, dem, was unterwegs ist, und der Vorhersage; ohne neue Bestellungen.',
    left: 'Übrig im Mittel',
    range: 'In acht von zehn Fällen',
    arrives: 'Kommt an',
    runsOut: '{{stock}} Stück im Bestand: am {{day}} sind sie aufgebraucht.',
    mayRunOut: '{{stock}} Stück im Bestand: am {{day}} sind sie in {{chance}} der Fälle aufgebraucht.',
    lasts: '{{stock}} Stück im Bestand: sie reichen {{days}} Tage.',
    onItsWay: '{{units}} Stück kommen am {{day}} an.',
    nothing: 'Nichts ist unterwegs.',
    next: 'Die nächste Bestellung geht am {{order}} und kommt am {{arrives}} an; am {{following}} kommt die danach.',
    order: 'Zu den Bestellungen',
  },
);
