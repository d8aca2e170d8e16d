import { defineText } from '@/shared/text/define-text';

export const whyWords = defineText(
  'orders-why',
  {
    stock_one: 'In stock {{stock}}, on the way {{way}}: enough for {{cover}} day.',
    stock_other: 'In stock {{stock}}, on the way {{way}}: enough for {{cover}} days.',
    comes: 'Of these, {{units}} come from other stores: see Transfers.',
    goes: '{{units}} that go to other stores are taken off: see Transfers.',
    until: 'About {{units}} sell before the order arrives on {{day}}; that leaves about {{left}}.',
    cycle: 'About {{units}} more sell until the order after it arrives on {{day}}.',
    chance: 'Chance of running out in that time: {{without}} without the order, {{with}} with it.',
    lost: 'Units not sold in that time for want of stock: about {{without}} without it, {{with}} with it.',
    waste: 'About {{units}} of it are likely to spoil.',
    before: 'About {{units}} are lost before any order can arrive.',
    money: 'It costs {{amount}} and is expected to save {{saves}} until the next one arrives.',
    pack: 'Wanted were {{units}}: only whole packs can be ordered.',
    filled:
      'The supplier delivers from {{needed}} on, the order was worth {{value}}: it is filled up with what is needed next. Wanted were {{units}} of this.',
    waits:
      'The supplier delivers from {{needed}} on, the order was worth {{value}}, and to fill it up doesn’t pay: it waits for the next order day. Wanted were {{units}}.',
    late_one: 'Deliveries may be late: they vary by {{days}} day, and that is reckoned with.',
    late_other: 'Deliveries may be late: they vary by {{days}} days, and that is reckoned with.',
    minimum: 'Wanted were {{units}}: the supplier takes no smaller order.',
    maximum: 'Wanted were {{units}}: the supplier delivers no more.',
    assumedPrice: 'Its price isn’t known: the usual margin is assumed.',
    priceFromSales: 'Nobody set its price: it counts at the usual one that its sales had.',
    assumedCost: 'Its unit cost isn’t known: the usual margin is assumed.',
    assumedReview: 'The supplier’s order days aren’t known: the usual time between orders is assumed.',
  },
  {
    stock_one: 'Im Bestand {{stock}}, unterwegs {{way}}: Das reicht {{cover}} Tag.',
    stock_other: 'Im Bestand {{stock}}, unterwegs {{way}}: Das reicht {{cover}} Tage.',
    comes: 'Davon kommen {{units}} aus anderen Läden: siehe Umlagerungen.',
    goes: '{{units}}, die an andere Läden gehen, sind abgezogen: siehe Umlagerungen.',
    until:
      'Rund {{units}} verkaufen sich, bevor die Bestellung am {{day}} ankommt; das lässt rund {{left}} übrig.',
    cycle: 'Rund {{units}} weitere verkaufen sich, bis die nächste Bestellung am {{day}} ankommt.',
    chance:
      'Wahrscheinlichkeit, in dieser Zeit leer zu sein: {{without}} ohne die Bestellung, {{with}} mit ihr.',
    lost: 'Entgangene Verkäufe in dieser Zeit: rund {{without}} Stück ohne sie, {{with}} mit ihr.',
    waste: 'Rund {{units}} davon verderben wahrscheinlich.',
    before: 'Rund {{units}} entgehen, bevor irgendeine Bestellung ankommen kann.',
    money: 'Sie kostet {{amount}} und spart voraussichtlich {{saves}}, bis die nächste ankommt.',
    pack: 'Gewollt waren {{units}}: bestellbar sind nur ganze Packungen.',
    filled:
      'Der Lieferant liefert ab {{needed}}, die Bestellung war {{value}} wert: sie ist mit dem aufgefüllt, was als Nächstes gebraucht wird. Gewollt waren hiervon {{units}}.',
    waits:
      'Der Lieferant liefert ab {{needed}}, die Bestellung war {{value}} wert, und sie aufzufüllen lohnt nicht: sie wartet auf den nächsten Bestelltag. Gewollt waren {{units}}.',
    late_one: 'Lieferungen können sich verspäten: sie schwanken um {{days}} Tag, und damit ist gerechnet.',
    late_other: 'Lieferungen können sich verspäten: sie schwanken um {{days}} Tage, und damit ist gerechnet.',
    minimum: 'Gewollt waren {{units}}: weniger nimmt der Lieferant nicht an.',
    maximum: 'Gewollt waren {{units}}: mehr liefert der Lieferant nicht.',
    assumedPrice: 'Der Preis ist nicht bekannt: angenommen ist die übliche Spanne.',
    priceFromSales: 'Kein Preis ist gesetzt: Es zählt der übliche, zu dem verkauft wurde.',
    assumedCost: 'Die Stückkosten sind nicht bekannt: angenommen ist die übliche Spanne.',
    assumedReview: 'Die Bestelltage des Lieferanten sind nicht bekannt: angenommen ist der übliche Abstand.',
  },
);
